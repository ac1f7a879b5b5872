/**
 * The page's own line to signaling: `connecting` for the first time; `live`; `reconnecting` after a drop; `lost` when
 * that lasts; `ended` when the server closed it for good.
 */
export type LineState = 'connecting' | 'live' | 'reconnecting' | 'lost' | 'ended';
