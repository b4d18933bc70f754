/** The pages whose filters can be saved. */
export const viewPages = ['clusters'] as const;
export type ViewPage = (typeof viewPages)[number];

/** Who sees a view: its owner alone, or everybody who may see the page. */
export const viewVisibilities = ['personal', 'shared'] as const;
export type ViewVisibility = (typeof viewVisibilities)[number];

/** What who asks may do to a view: `change` is its owner's, `remove` also theirs who look after shared ones. */
export const viewActions = ['change', 'remove'] as const;
export type ViewAction = (typeof viewActions)[number];

/** A page's filters and sort under a name; `query` is canonical (lib/kernel/canonical-query.ts), without `?`. */
export type SavedView = {
  id: string;
  page: ViewPage;
  name: string;
  query: string;
  visibility: ViewVisibility;
  owner: { id: string; name: string };
  allowed: ViewAction[];
  createdAt: string;
  changedAt: string;
};

/** Bounds: lengths in characters, and how many views one person may have. */
export const viewLimits = { name: 80, query: 2000, perPerson: 100 } as const;
