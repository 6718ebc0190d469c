package io.nova.driver.state.redis;

import io.nova.model.Secret;
import java.util.Optional;
import javax.net.ssl.SSLException;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/** Opens connections, as the settings have it, and tells why where it cannot. */
final class Dialer {

    private static final String DEFAULT_USER = "default";

    private final Settings settings;

    Dialer(Settings settings) {
        this.settings = settings;
    }

    /** Connects to a server with data. */
    Connection server(HostAndPort address) {
        return dial(address, settings.user(), settings.password(), settings.passwordKey());
    }

    /** Connects to a Sentinel, which has a password of its own. */
    Connection sentinel(HostAndPort address) {
        return dial(address, DEFAULT_USER, settings.sentinelPassword(), "sentinelPasswordFile");
    }

    private Connection dial(
            HostAndPort address, String user, Optional<Secret> password, String passwordKey) {
        var config =
                DefaultJedisClientConfig.builder()
                        .resp2()
                        .autoNegotiateProtocol(false)
                        .connectionTimeoutMillis(settings.connectMillis())
                        .socketTimeoutMillis(settings.callMillis())
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        password.ifPresent(
                secret -> {
                    // A server before ACLs, or without users, knows the password alone.
                    config.user(user.equals(DEFAULT_USER) ? null : user);
                    config.password(secret.revealText());
                });
        var sockets =
                new Sockets(
                        address, settings.tls(), settings.connectMillis(), settings.callMillis());
        return connect(sockets, config.build(), passwordKey);
    }

    private static Connection connect(
            Sockets sockets, JedisClientConfig config, String passwordKey) {
        try {
            return new Connection(sockets, config);
        } catch (JedisException e) {
            throw failure(sockets.address(), passwordKey, e);
        }
    }

    /** Tells what an operator can do about it. */
    private static NoLink failure(HostAndPort address, String passwordKey, JedisException e) {
        ErrorReply reply = new ErrorReply(String.valueOf(e.getMessage()));
        if (reply.isNoPassword()) {
            return NoLink.lasting(passwordKey, address + " wants a password", e);
        } else if (reply.isWrongPassword()) {
            return NoLink.lasting(passwordKey, address + " refuses the user or the password", e);
        }
        Throwable root = e;
        while (root.getCause() != null) {
            if (root instanceof SSLException) {
                break;
            }
            root = root.getCause();
        }
        if (root instanceof SSLException) {
            return NoLink.lasting(
                    "tls", "no TLS with %s: %s".formatted(address, root.getMessage()), e);
        }
        return NoLink.passing(
                "servers", "no answer from %s: %s".formatted(address, root.getMessage()), e);
    }
}
