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
local time = now()

local done = call('HGET', prefix .. 'd', opId)
if done then
    local seq, at, items, epoch = string.match(done, '^(%d+) (%d+) ([%x,%-]+) (.*)$')
    if tonumber(at) >= time - DAY then
        if ARGV[5] == '1' then
            -- So that waiting for replicas on this connection covers what another one wrote.
            call('HSET', meta, 'touched', opId)
        end
        return {'REPLAYED', seq, epoch, items}
    end
end

local known = call('HMGET', meta, 'seq', 'epoch')
local seq = text(tonumber(known[1]) + 1)
local epoch = known[2]

-- What the steps so far make of things.
local rows, pools, quotas, items = {}, {}, {}, {}
local touchedPools, touchedQuotas = {}, {}

local function row(kind, id)
    local key = rowKey(kind, id)
    if not rows[key] then
        local found = call('HMGET', key, 'v', 'x')
        rows[key] = {version = found[1] or '0', stored = found[1] or '0', entries = found[2] or ''}
    end
    return rows[key]
end

local function pool(name)
    if pools[name] == nil then
        local found = call('HMGET', prefix .. 'p:' .. name, 'first', 'last', 'cooling', 'next')
        pools[name] = found[1] and {
            first = found[1], last = found[2], cooling = tonumber(found[3]), next = found[4],
            owners = {}, ready = {}
        } or false
    end
    return pools[name]
end

-- An overlay holds what changed here, with false for what is no more.
local function owner(name, p, item)
    if p.owners[item] ~= nil then
        return p.owners[item]
    end
    local found = call('ZRANGEBYLEX', prefix .. 'o:' .. name, '[' .. item, '[' .. item .. '\255', 'LIMIT', 0, 1)
    return found[1] and string.sub(found[1], 17) or false
end

local function ready(name, p, item)
    if p.ready[item] ~= nil then
        return p.ready[item]
    end
    local found = call('ZSCORE', prefix .. 'f:' .. name, item)
    return found and tonumber(found) or false
end

-- The number that came back first, of those that have rested: from the store, or from this transaction.
local function rested(name, p)
    local best, bestReady
    for item, at in pairs(p.ready) do
        if at and at <= time then
            if not best or at < bestReady or (at == bestReady and less(item, best)) then
                best, bestReady = item, at
            end
        end
    end
    local skip = 0
    while true do
        local found = call('ZRANGEBYSCORE', prefix .. 'f:' .. name, '-inf', text(time), 'WITHSCORES', 'LIMIT', skip, 1)
        if not found[1] then
            return best
        elseif p.ready[found[1]] == nil then
            local at = tonumber(found[2])
            if not best or at < bestReady or (at == bestReady and less(found[1], best)) then
                return found[1]
            end
            return best
        end
        skip = skip + 1
    end
end

local function longestFree(name, p)
    while not less(p.last, p.next) and (owner(name, p, p.next) or ready(name, p, p.next)) do
        p.next = plus(p.next, ONE)
    end
    if not less(p.last, p.next) then
        local item = p.next
        p.next = plus(p.next, ONE)
        return item
    end
    return rested(name, p)
end

local function take(name, p, who, wanted)
    local item = wanted
    if wanted == '' then
        item = longestFree(name, p)
        if not item then
            return false
        end
    elseif less(item, p.first) or less(p.last, item) then
        return false
    end
    local at = ready(name, p, item)
    if owner(name, p, item) or (at and at > time) then
        return false
    end
    p.owners[item] = who
    p.ready[item] = false
    items[#items + 1] = item
    touchedPools[name] = true
    return true
end

local check = {}

function check.E(kind, id, version)
    local r = row(kind, id)
    if (version == '-1' and r.version == '0') or (version ~= '-1' and r.version ~= version) then
        return {'CONFLICT', r.version}
    end
end

function check.C(kind, id)
    local r = row(kind, id)
    if r.version ~= '0' then
        return {'EXISTS'}
    end
    r.version = seq
end

local function replace(kind, id, version, after)
    local r = row(kind, id)
    if r.version == '0' or (version ~= '-1' and r.version ~= version) then
        return {'CONFLICT', r.version}
    end
    r.version = after
end

function check.U(kind, id, version)
    return replace(kind, id, version, seq)
end

function check.D(kind, id, version)
    return replace(kind, id, version, '0')
end

function check.P(name, first, last, cooling)
    if not pool(name) then
        pools[name] = {
            first = first, last = last, cooling = tonumber(cooling), next = first,
            owners = {}, ready = {}, fresh = true
        }
        touchedPools[name] = true
    end
end

function check.T(name, who, item)
    local p = pool(name)
    if not p then
        return {'NOPOOL'}
    elseif not take(name, p, who, item) then
        return {'EXHAUSTED'}
    end
end

function check.G(name, who, item)
    local p = pool(name)
    if not p or owner(name, p, item) ~= who then
        return {'NOTOWNER'}
    end
    p.owners[item] = false
    p.ready[item] = time + p.cooling
    touchedPools[name] = true
end

function check.Q(scope, sign, amount, limit)
    local used = quotas[scope] or call('HGET', prefix .. 'q', scope) or ZERO
    local after
    if sign == '-' then
        after = not less(used, amount) and minus(used, amount)
    else
        after = plus(used, amount)
        if after and amount ~= ZERO and less(limit, after) then
            after = nil
        end
    end
    if not after then
        return {'QUOTA', used}
    end
    quotas[scope] = after
    touchedQuotas[scope] = true
end

function check.F(lease, token)
    local held = call('HGET', prefix .. 'l', lease)
    local heldToken, till = string.match(held or '', '^(%d+) (%d+) ')
    if heldToken ~= token or tonumber(till) <= time then
        return {'FENCED'}
    end
end

local at = 8
for step = 1, tonumber(ARGV[7]) do
    local problem = check[ARGV[at]](ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4])
    if problem then
        table.insert(problem, 2, step - 1)
        return problem
    end
    at = at + 5
end

local taken = #items == 0 and '-' or table.concat(items, ',')
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
