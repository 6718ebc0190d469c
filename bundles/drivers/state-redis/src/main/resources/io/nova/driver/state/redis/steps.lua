-- The steps of transactions: checks each and does it to an overlay, so that those after it see it. Nothing
-- is written here.

local time = now()
local known = call('HMGET', meta, 'seq', 'epoch')
local seq = text(tonumber(known[1] or '0') + 1)
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

-- Checks steps of 5 arguments each; answers what is refused with the step's number, and where they end.
local function checkAll(at, count)
    for step = 1, count do
        local problem = check[ARGV[at]](ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4])
        if problem then
            table.insert(problem, 2, step - 1)
            return problem, at
        end
        at = at + 5
    end
    return nil, at
end

local function takenSoFar()
    return #items == 0 and '-' or table.concat(items, ',')
end
