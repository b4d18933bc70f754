import { notFound } from 'next/navigation';

export const dynamic = 'force-dynamic';

/** Every address that no other page has: the not-found of the dashboard, inside its frame. */
export default function MissingPage(): never {
  notFound();
}
