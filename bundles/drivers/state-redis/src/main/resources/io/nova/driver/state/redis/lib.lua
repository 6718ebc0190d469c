-- What all scripts begin with.
--
-- KEYS[1] is the cell's meta record "{cell}m"; all other keys of the cell share its hash tag, so its slot.
-- ARGV[1] is the run id of the server that the connection leads to, ARGV[2] what is added to the server's
-- clock, in milliseconds: 0 but in tests. A script has no roll-back: whatever may be refused is refused
-- before the first write.

local call = redis.call
local prefix = string.sub(KEYS[1], 1, -2)
local meta = KEYS[1]
local DAY = 24 * 60 * 60 * 1000

-- Whole numbers below 2^53 as plain digits; Lua's own form is 1e+15.
local function text(number)
    return string.format('%.0f', number)
end

local function now()
    local time = call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[2])
end

-- Why nothing may be written here: the server was not adopted since it started or was promoted, or the cell
-- is being filled.
local function refusal()
    local known = call('HMGET', meta, 'run', 'restoring')
    if known[1] ~= ARGV[1] then
        return {'ADOPT'}
    elseif known[2] then
        return {'RESTORING'}
    end
    return nil
end

-- Numbers of 63 bits are 16 hexadecimal digits: Lua's numbers are exact only up to 2^53.
local function halves(number)
    return tonumber(string.sub(number, 1, 8), 16), tonumber(string.sub(number, 9), 16)
end

local function less(one, other)
    local oneHigh, oneLow = halves(one)
    local otherHigh, otherLow = halves(other)
    return oneHigh < otherHigh or (oneHigh == otherHigh and oneLow < otherLow)
end

-- Above 2^63 - 1 there is no sum.
local function plus(one, other)
    local oneHigh, oneLow = halves(one)
    local otherHigh, otherLow = halves(other)
    local low = oneLow + otherLow
    local high = oneHigh + otherHigh
    if low >= 4294967296 then
        low = low - 4294967296
        high = high + 1
    end
    if high >= 2147483648 then
        return nil
    end
    return string.format('%08x%08x', high, low)
end

-- Of a number that is not less.
local function minus(one, other)
    local oneHigh, oneLow = halves(one)
    local otherHigh, otherLow = halves(other)
    local low = oneLow - otherLow
    local high = oneHigh - otherHigh
    if low < 0 then
        low = low + 4294967296
        high = high - 1
    end
    return string.format('%08x%08x', high, low)
end

local ZERO = '0000000000000000'
local ONE = '0000000000000001'

local function rowKey(kind, id)
    return prefix .. 'r:' .. kind .. ':' .. id
end

-- The texts of "LENGTH:TEXT" one after the other.
local function texts(packed)
    local found = {}
    local at = 1
    while at <= #packed do
        local colon = string.find(packed, ':', at, true)
        local length = tonumber(string.sub(packed, at, colon - 1))
        found[#found + 1] = string.sub(packed, colon + 1, colon + length)
        at = colon + length + 1
    end
    return found
end

-- The keys of a record's index entries, which are packed as index, value, index, value.
local function entryKeys(kind, entries)
    local parts = texts(entries)
    local keys = {}
    for i = 1, #parts, 2 do
        keys[#keys + 1] = prefix .. 'x:' .. kind .. ':' .. #parts[i] .. ':' .. parts[i] .. ':' .. parts[i + 1]
    end
    return keys
end

-- Makes the entries of a record those given, however they were.
local function index(kind, id, before, after)
    if before == after then
        return
    end
    local stays = {}
    local wanted = entryKeys(kind, after)
    for _, key in ipairs(wanted) do
        stays[key] = true
    end
    for _, key in ipairs(entryKeys(kind, before)) do
        if stays[key] then
            stays[key] = nil
        else
            call('ZREM', key, id)
        end
    end
    for _, key in ipairs(wanted) do
        if stays[key] then
            call('ZADD', key, 0, id)
        end
    end
end
