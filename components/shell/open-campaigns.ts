/** The query behind the count of campaigns in the navigation: those that move or wait for somebody. */
export const openCampaignsInput = { state: 'running,paused,halted,awaiting-approval', limit: 1 };
