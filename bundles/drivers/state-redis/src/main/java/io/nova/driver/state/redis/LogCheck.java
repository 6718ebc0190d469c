package io.nova.driver.state.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Whether a server would take its own log for true when it starts again. Redis reads what scripts
 * wrote back with the rights of its user {@code default}; up to 8.2, where those were taken away,
 * it drops all of it without a word to anybody but its log.
 */
final class LogCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);

    private static final AtomicBoolean WARNED = new AtomicBoolean();

    /** Some of what scripts do. */
    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("HSET", "KEY", "f", "v"),
                    List.of("ZADD", "KEY", "0", "m"),
                    List.of("XADD", "KEY", "*", "f", "v"),
                    List.of("DEL", "KEY"));

    private LogCheck() {}

    /**
     * Asks what the user could do, and does none of it.
     *
     * @throws NoLink if the next start would lose records
     */
    static void of(Connection connection, HostAndPort address, Keys keys) {
        for (List<String> command : COMMANDS) {
            String answer;
            try {
                connection.sendCommand(Command.ACL, dryRun(command, keys));
                answer = connection.getBulkReply();
            } catch (JedisConnectionException e) {
                throw e;
            } catch (JedisDataException e) {
                if (!WARNED.getAndSet(true)) {
                    LOG.warn(
                            "Nova may not ask {} whether its user default could read the log back;"
                                    + " let it run acl|dryrun, or make sure: {}",
                            address,
                            e.getMessage());
                }
                return;
            }
            if (!answer.equals("OK")) {
                throw NoLink.lasting(
                        "servers",
                        ("%s would lose all records when it starts again, as its user default may"
                                        + " not run %s on them: let it, with ~* &* +@all; it may"
                                        + " stay off")
                                .formatted(address, command.get(0)),
                        new IllegalStateException(answer));
            }
        }
    }

    private static byte[][] dryRun(List<String> command, Keys keys) {
        return Stream.concat(Stream.of("DRYRUN", "default"), command.stream())
                .map(word -> word.equals("KEY") ? keys.meta() : word.getBytes(UTF_8))
                .toArray(byte[][]::new);
    }
}
