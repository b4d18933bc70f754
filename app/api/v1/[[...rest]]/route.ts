import { web } from '#lib/api/compose.ts';
import { handleApiRequest } from '#lib/api/door.ts';

export const dynamic = 'force-dynamic';

const handle = async (request: Request): Promise<Response> => handleApiRequest(await web(), request);

export { handle as DELETE, handle as GET, handle as HEAD, handle as OPTIONS, handle as PATCH, handle as POST, handle as PUT };
