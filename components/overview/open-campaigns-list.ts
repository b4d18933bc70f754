/** The query behind the running panel: campaigns that move or wait for somebody. */
export const openCampaignsListInput = { state: 'running,paused,halted,awaiting-approval,scheduled', limit: 5 };
