-- Begins an export: from now on records are kept as they are, beside what they become. Answers the epoch,
-- the newest commit, the kinds, and all quotas, leases and pools as of this moment.
--
-- ARGV[3] a name for the export | [4] seconds until it is given up, unless it goes on.

local refused = refusal()
if refused then
    return refused
elseif call('EXISTS', prefix .. 'e') == 1 then
    return {'BUSY'}
end
local kinds = call('SMEMBERS', prefix .. 'k')
for _, kind in ipairs(kinds) do
    -- What an export that was given up left behind.
    call('UNLINK', prefix .. 'u:' .. kind, prefix .. 'uz:' .. kind)
end
call('SET', prefix .. 'e', ARGV[3], 'EX', ARGV[4])
local pools = {}
for _, name in ipairs(call('ZRANGE', prefix .. 'pn', 0, -1)) do
    pools[#pools + 1] = {
        name,
        call('HMGET', prefix .. 'p:' .. name, 'first', 'last', 'cooling', 'next'),
        call('ZRANGE', prefix .. 'o:' .. name, 0, -1),
        call('ZRANGE', prefix .. 'f:' .. name, 0, -1, 'WITHSCORES')
    }
end
local known = call('HMGET', meta, 'epoch', 'seq')
return {
    'OK', known[1], known[2], kinds,
    call('HGETALL', prefix .. 'q'), call('HGETALL', prefix .. 'l'), pools
}
