/**
 * Lease operations that must happen as one. A lease is a hash `{owner, text}` that Redis itself expires; `names` is the
 * group's index, a sorted set of lease names by the millisecond at which they expire unless renewed.
 */
const nowMs = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

export const holdScript = `
${nowMs}
local lease, names = KEYS[1], KEYS[2]
local owner, text, ttl, name, instead = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local holder = redis.call('HGET', lease, 'owner')
if holder and holder ~= owner and (instead == '' or redis.call('HGET', lease, 'text') ~= instead) then return 0 end
redis.call('HSET', lease, 'owner', owner, 'text', text)
redis.call('PEXPIRE', lease, ttl)
redis.call('ZREMRANGEBYSCORE', names, '-inf', now)
redis.call('ZADD', names, now + ttl, name)
return 1
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
