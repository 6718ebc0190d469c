-- Applies all steps of a transaction or none: checks all, then writes all.
--
-- ARGV[3] operation id | [4] the numbers that the values were made with: "-" none, "?" only tell them,
-- else with commas between | [5] "1" if a replica is waited for | [6] commits kept in the feed
-- | [7] number of steps, 5 arguments each | then the number of writes, 6 arguments each.

local refused = refusal()
if refused then
    return refused
end
local opId, predicted = ARGV[3], ARGV[4]
local done = call('HGET', prefix .. 'd', opId)
if done then
    local doneSeq, at, doneItems, doneEpoch = string.match(done, '^(%d+) (%d+) ([%x,%-]+) (.*)$')
    if tonumber(at) >= time - DAY then
        if ARGV[5] == '1' then
            -- So that waiting for replicas on this connection covers what another one wrote.
            call('HSET', meta, 'touched', opId)
        end
        return {'REPLAYED', doneSeq, doneEpoch, doneItems}
    end
end

local problem, at = checkAll(8, tonumber(ARGV[7]))
if problem then
    return problem
end

local taken = takenSoFar()
if predicted ~= '-' and predicted ~= taken then
    return {'TAKEN', taken}
end

local writes = {}
at = at + 1
for i = 1, tonumber(ARGV[at - 1]) do
    local w = {
        kind = ARGV[at], id = ARGV[at + 1], base = ARGV[at + 2],
        value = ARGV[at + 3], entries = ARGV[at + 4], gone = ARGV[at + 5] == 'D'
    }
    -- Its unknown fields are from a version that is not there any more.
    if w.base ~= '' and row(w.kind, w.id).stored ~= w.base then
        return {'STALE'}
    end
    writes[i] = w
    at = at + 6
end

-- From here on nothing may be refused. The first write is the one that a full server refuses: after it the
-- rest is let through. What only removes goes first, so that a full server can be emptied.

local exporting = call('EXISTS', prefix .. 'e') == 1
local function keepForExport(w, key)
    if exporting and call('HEXISTS', prefix .. 'u:' .. w.kind, w.id) == 0 then
        local old = call('HMGET', key, 'v', 'x', 'd')
        local before = old[1] and old[1] .. ' ' .. #old[2] .. ':' .. old[2] .. old[3] or ''
        call('HSET', prefix .. 'u:' .. w.kind, w.id, before)
        call('ZADD', prefix .. 'uz:' .. w.kind, 0, w.id)
    end
end

local told = {'e', epoch}
local function tell(w, version)
    told[#told + 1] = w.kind .. ':' .. w.id
    told[#told + 1] = version
end

for _, w in ipairs(writes) do
    local key = rowKey(w.kind, w.id)
    if w.gone then
        local r = row(w.kind, w.id)
        if r.stored ~= '0' then
            keepForExport(w, key)
            call('DEL', key)
            index(w.kind, w.id, r.entries, '')
            call('ZREM', prefix .. 'k:' .. w.kind, w.id)
        end
    end
end

call('HSET', meta, 'seq', seq)
for _, w in ipairs(writes) do
    if not w.gone then
        local key = rowKey(w.kind, w.id)
        local r = row(w.kind, w.id)
        keepForExport(w, key)
        call('HSET', key, 'v', seq, 'x', w.entries, 'd', w.value)
        index(w.kind, w.id, r.entries, w.entries)
        if r.stored == '0' then
            call('SADD', prefix .. 'k', w.kind)
            call('ZADD', prefix .. 'k:' .. w.kind, 0, w.id)
        end
    end
    tell(w, w.gone and '0' or seq)
end

for scope in pairs(touchedQuotas) do
    if quotas[scope] == ZERO then
        call('HDEL', prefix .. 'q', scope)
    else
        call('HSET', prefix .. 'q', scope, quotas[scope])
    end
end

for name in pairs(touchedPools) do
    local p = pools[name]
    if p.fresh then
        call('ZADD', prefix .. 'pn', 0, name)
    end
    call('HSET', prefix .. 'p:' .. name,
        'first', p.first, 'last', p.last, 'cooling', text(p.cooling), 'next', p.next)
    for item, who in pairs(p.owners) do
        local found = call('ZRANGEBYLEX', prefix .. 'o:' .. name, '[' .. item, '[' .. item .. '\255', 'LIMIT', 0, 1)
        if found[1] then
            call('ZREM', prefix .. 'o:' .. name, found[1])
        end
        if who then
            call('ZADD', prefix .. 'o:' .. name, 0, item .. who)
        end
    end
    for item, when in pairs(p.ready) do
        if when then
            call('ZADD', prefix .. 'f:' .. name, text(when), item)
        else
            call('ZREM', prefix .. 'f:' .. name, item)
        end
    end
end

call('HSET', prefix .. 'd', opId, seq .. ' ' .. text(time) .. ' ' .. taken .. ' ' .. epoch)
call('ZADD', prefix .. 'dt', seq, opId)
call('XADD', prefix .. 'feed', 'MAXLEN', '~', ARGV[6], seq .. '-0', unpack(told))

-- A few more than come in, so that old results go as fast as new ones come.
for _, old in ipairs(call('ZRANGE', prefix .. 'dt', 0, 7)) do
    local when = string.match(call('HGET', prefix .. 'd', old) or '0 0', '^%d+ (%d+)')
    if tonumber(when) >= time - DAY then
        break
    end
    call('HDEL', prefix .. 'd', old)
    call('ZREM', prefix .. 'dt', old)
end
return {'OK', seq, epoch, taken}
