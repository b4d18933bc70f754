import type { SavedViewDto } from '#lib/api/contract/views.ts';

/** Views whose name or owner holds `text`, one's own before those that others share; a group without any is left out. */
export function groupViews(views: readonly SavedViewDto[], text: string): { label: string; views: SavedViewDto[] }[] {
  const wanted = text.trim().toLowerCase();
  const found = views.filter(({ name, owner }) => name.toLowerCase().includes(wanted) || owner.name.toLowerCase().includes(wanted));
  const own = found.filter(({ allowed }) => allowed.includes('change'));
  const others = found.filter(({ allowed }) => !allowed.includes('change'));
  return [{ label: 'Yours', views: own }, { label: 'Shared by others', views: others }].filter((group) => group.views.length > 0);
}
