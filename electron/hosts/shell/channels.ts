/** Names of the three messages between page and main process; the contract travels inside them. */
export const channels = {
  call: 'stillmotion:call',
  event: 'stillmotion:event',
  /** The page has begun to listen: whatever waited for it can be sent. */
  listening: 'stillmotion:listening',
} as const;
