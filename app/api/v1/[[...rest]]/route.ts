import { handleApiRequest } from '#lib/api/door.ts';
import { withWeb } from '#lib/api/with-web.ts';

export const dynamic = 'force-dynamic';

const handle = (request: Request): Promise<Response> => withWeb(request, (services) => handleApiRequest(services, request));

export { handle as DELETE, handle as GET, handle as HEAD, handle as OPTIONS, handle as PATCH, handle as POST, handle as PUT };
