/** The query behind the navigation's count and the overview's panel: campaigns that move or wait for somebody. */
export const openCampaignsInput = { state: 'running,paused,halted,awaiting-approval,scheduled', limit: 50 };
