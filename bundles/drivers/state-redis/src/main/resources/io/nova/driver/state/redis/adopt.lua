-- Makes the server that the connection leads to the one that holds this cell's history.
--
-- ARGV[3] a name for a new epoch | [4] "1" if all that this server ever answered is on its disk
-- | [5] the newest commit that the caller knows of.

local known = call('HMGET', meta, 'run', 'durable', 'seq', 'epoch')
local run, durable, seq, epoch = known[1], known[2], tonumber(known[3] or '0'), known[4]
if run == ARGV[1] then
    if durable ~= ARGV[4] then
        -- To flush every commit from now on says nothing of those before.
        call('HSET', meta, 'durable', durable == '1' and ARGV[4] or durable)
    end
    return {epoch, '0'}
end

local time = now()
local seen = tonumber(ARGV[5])
local lost = (epoch or seen > 0) and not (epoch and durable == '1' and ARGV[4] == '1' and seq >= seen)
if not epoch then
    call('HSET', meta, 'seq', text(seq))
end
if lost then
    -- Versions and tokens that were given out in what is lost must not mean something else now.
    call('HSET', meta, 'seq', text(math.max(seq, seen) + 1000000), 'floor', text(time))
    local leases = call('HGETALL', prefix .. 'l')
    for i = 1, #leases, 2 do
        local token, owner = string.match(leases[i + 1], '^(%d+) %d+ (.*)$')
        call('HSET', prefix .. 'l', leases[i], token .. ' 0 ' .. owner)
    end
    -- What is being copied is not whole any more, to either side.
    call('DEL', prefix .. 'e', prefix .. 'rt')
    if call('HEXISTS', meta, 'restoring') == 1 then
        call('HSET', meta, 'restoring', 'lost')
    end
end
if lost or not epoch then
    epoch = ARGV[3]
end
call('HSET', meta, 'epoch', epoch, 'run', ARGV[1], 'durable', ARGV[4])

-- Nobody could give a sign of life meanwhile: all have just been seen.
for _, group in ipairs(call('SMEMBERS', prefix .. 'bg')) do
    local beats = call('HGETALL', prefix .. 'b:' .. group)
    for i = 1, #beats, 2 do
        local note = string.match(beats[i + 1], '^%d+ (.*)$')
        call('HSET', prefix .. 'b:' .. group, beats[i], text(time) .. ' ' .. note)
    end
end
return {epoch, lost and '1' or '0'}
