package io.nova.driver.state.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What a server says of itself.
 *
 * @param run names its process: it is another after every start
 * @param flushing it has a log that it flushes after every change, and was never a replica, so that
 *     all that it ever answered is on its disk
 */
record Server(String run, boolean flushing) {

    /**
     * Asks, and makes sure that records are safe there.
     *
     * @throws NoLink if they are not, or it may not be asked
     */
    static Server of(Connection connection, HostAndPort address, Keys keys) {
        try {
            Map<String, String> info = info(connection);
            String policy = info.getOrDefault("maxmemory_policy", "noeviction");
            if (!policy.equals("noeviction")) {
                throw NoLink.lasting(
                        "servers",
                        "%s would throw records away, as its maxmemory-policy is %s; make it noeviction"
                                .formatted(address, policy),
                        new IllegalStateException(policy));
            }
            if (!info.getOrDefault("role", "master").equals("master")) {
                throw NoLink.passing(
                        "servers",
                        address + " is a replica, which takes no changes",
                        new IllegalStateException("replica"));
            }
            boolean alone = info.getOrDefault("master_replid2", "").matches("0*");
            boolean logs = info.getOrDefault("aof_enabled", "0").equals("1");
            if (logs) {
                LogCheck.of(connection, address, keys);
            }
            return new Server(
                    info.getOrDefault("run_id", ""), alone && logs && flushes(connection));
        } catch (JedisDataException e) {
            throw refused(address, new ErrorReply(String.valueOf(e.getMessage())), e);
        } catch (JedisException e) {
            throw NoLink.passing(
                    "servers", "no answer from %s: %s".formatted(address, e.getMessage()), e);
        }
    }

    /** Tells what an error at the beginning of a connection means. */
    static NoLink refused(HostAndPort address, ErrorReply reply, RuntimeException e) {
        if (reply.isNoPassword()) {
            return NoLink.lasting("passwordFile", address + " wants a password", e);
        } else if (reply.isNotPermitted()) {
            return NoLink.lasting(
                    "user", "%s does not let it: %s".formatted(address, e.getMessage()), e);
        }
        return NoLink.passing(
                "servers",
                "%s refuses: %s".formatted(address, reply.unavailable().getMessage()),
                e);
    }

    private static Map<String, String> info(Connection connection) {
        connection.sendCommand(Command.INFO);
        Map<String, String> info = new HashMap<>();
        for (String line : connection.getBulkReply().split("\r?\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return info;
    }

    /** A user who may not ask does not know, which is no. */
    private static boolean flushes(Connection connection) {
        try {
            connection.sendCommand(Command.CONFIG, "GET", "appendfsync");
            List<@Nullable Object> answer = Link.list(connection.getOne());
            Object value = answer.size() == 2 ? answer.get(1) : null;
            return value != null && Forms.text(value).equals("always");
        } catch (JedisConnectionException e) {
            throw e;
        } catch (JedisDataException e) {
            return false;
        }
    }
}
