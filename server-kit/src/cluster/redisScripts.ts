/**
 * Lease operations that must happen as one. A lease is a hash `{owner, text, fence}` that Redis itself expires; `names` is the
 * group's index, a sorted set of lease names by the millisecond at which they expire unless renewed.
 * The fence is when the name was taken, in microseconds: whoever took it later may take it from an earlier holder.
 */
const nowMs = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

export const holdScript = `
${nowMs}
local lease, names = KEYS[1], KEYS[2]
local owner, text, ttl, name, instead, fence = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5], tonumber(ARGV[6])
local holder = redis.call('HGET', lease, 'owner')
if holder and holder ~= owner then
  local left = instead ~= '' and redis.call('HGET', lease, 'text') == instead
  if not left and fence <= tonumber(redis.call('HGET', lease, 'fence') or 0) then return 0 end
end
if fence == 0 then fence = time[1] * 1000000 + time[2] end
redis.call('HSET', lease, 'owner', owner, 'text', text, 'fence', string.format('%.0f', fence))
redis.call('PEXPIRE', lease, ttl)
redis.call('ZREMRANGEBYSCORE', names, '-inf', now)
redis.call('ZADD', names, now + ttl, name)
return fence
`;

export const freeScript = `
local lease, names = KEYS[1], KEYS[2]
local owner, name = ARGV[1], ARGV[2]
if redis.call('HGET', lease, 'owner') ~= owner then return 0 end
redis.call('DEL', lease)
redis.call('ZREM', names, name)
return 1
`;

/** Answers with name, text, name, text, ... of the leases that live. */
export const readAllScript = `
${nowMs}
local names, leasePrefix = KEYS[1], ARGV[1]
redis.call('ZREMRANGEBYSCORE', names, '-inf', now)
local found = {}
for _, name in ipairs(redis.call('ZRANGE', names, 0, -1)) do
  local text = redis.call('HGET', leasePrefix .. name, 'text')
  if text then
    found[#found + 1] = name
    found[#found + 1] = text
  end
end
return found
`;
