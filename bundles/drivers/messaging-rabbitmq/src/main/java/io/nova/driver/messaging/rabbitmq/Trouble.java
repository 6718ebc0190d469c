package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Why there is no connection, for an operator.
 *
 * @param key of the setting that is to be looked at first
 * @param reason one line
 * @param nobodyListens whether the attempt cost no broker anything
 */
record Trouble(String key, String reason, boolean nobodyListens) {

    private static final Pattern OWN_NAME =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** In the names of users that hosts get when they join. */
    static final String MEMBER = ".host.";

    /** What a broker says of a certificate that it was shown. */
    private static final Pattern REFUSED =
            Pattern.compile("alert: (bad_certificate|unknown_ca|certificate_|unsupported_cert)");

    /** Tells what is wrong with a broker that was tried at the place. */
    static Trouble of(Throwable thrown, String place, String user) {
        if (thrown instanceof IllegalArgumentException) {
            return new Trouble("passwordFile", shortly(thrown), false);
        }
        if (find(thrown, AuthenticationFailureException.class).isPresent()) {
            String why =
                    user.contains(MEMBER)
                            ? "; was this host removed from the cloud, or replaced? ./nova join with"
                                    + " a new token brings it back"
                            : "";
            return trouble(
                    "user",
                    "%s refuses the user %s, or its password%s".formatted(place, user, why));
        }
        Optional<ShutdownSignalException> closed = find(thrown, ShutdownSignalException.class);
        if (closed.isPresent() && closed.get().getReason() instanceof AMQP.Connection.Close close) {
            String key = close.getReplyCode() == AMQP.NOT_ALLOWED ? "vhost" : "brokers";
            return trouble(key, "%s says: %s".formatted(place, close.getReplyText()));
        }
        if (closed.isPresent() && closed.get().getReason() instanceof AMQP.Channel.Close close) {
            // Names that are new at each attempt would make each look like another trouble.
            String said = OWN_NAME.matcher(close.getReplyText()).replaceAll("*");
            return trouble("user", "%s says: %s".formatted(place, said));
        }
        return find(thrown, SSLException.class)
                .map(e -> certificate(e, place))
                .orElseGet(() -> network(thrown, place));
    }

    private static Trouble certificate(SSLException thrown, String place) {
        Optional<CertificateExpiredException> expired =
                find(thrown, CertificateExpiredException.class);
        if (expired.isPresent()) {
            return trouble(
                    "brokers",
                    "the certificate of %s is expired (%s)".formatted(place, text(expired.get())));
        }
        Optional<CertificateNotYetValidException> early =
                find(thrown, CertificateNotYetValidException.class);
        if (early.isPresent()) {
            return trouble(
                    "brokers",
                    "the certificate of %s is not valid yet (%s)"
                            .formatted(place, text(early.get())));
        }
        if (find(thrown, CertPathBuilderException.class).isPresent()) {
            return trouble(
                    "trustFile",
                    "the certificate of %s is of no trusted authority".formatted(place));
        }
        Optional<CertificateException> other = find(thrown, CertificateException.class);
        if (other.isPresent()) {
            return trouble(
                    "brokers",
                    "the certificate of %s is not for it (%s)".formatted(place, text(other.get())));
        }
        String said = text(thrown);
        if (said.contains("certificate_required")) {
            return trouble(
                    "certificateFile",
                    "%s wants a certificate of this machine, of an authority that it trusts"
                            .formatted(place));
        }
        if (REFUSED.matcher(said).find()) {
            return trouble(
                    "certificateFile",
                    "%s refuses the certificate of this machine (%s)".formatted(place, said));
        }
        return trouble("tls", "no TLS with %s (%s)".formatted(place, said));
    }

    private static Trouble network(Throwable thrown, String place) {
        if (find(thrown, UnknownHostException.class).isPresent()) {
            return trouble("brokers", "no address of %s is known".formatted(place));
        }
        if (find(thrown, NoRouteToHostException.class).isPresent()) {
            return new Trouble("brokers", "no way leads to " + place, true);
        }
        if (find(thrown, ConnectException.class).isPresent()) {
            return new Trouble("brokers", "nobody listens at " + place, true);
        }
        if (find(thrown, SocketTimeoutException.class).isPresent()
                || find(thrown, TimeoutException.class).isPresent()) {
            return trouble("brokers", "%s does not answer in time".formatted(place));
        }
        if (find(thrown, EOFException.class).isPresent()
                || find(thrown, SocketException.class).isPresent()) {
            // What a broker in the middle of its start or its end does, and one that speaks TLS.
            return trouble(
                    "brokers",
                    "%s hangs up before it greets; does it want TLS, or another certificate?"
                            .formatted(place));
        }
        return trouble("brokers", "%s: %s".formatted(place, shortly(thrown)));
    }

    private static Trouble trouble(String key, String reason) {
        return new Trouble(key, reason, false);
    }

    /** Returns what happened in one line. */
    static String shortly(Throwable thrown) {
        Optional<ShutdownSignalException> closed = find(thrown, ShutdownSignalException.class);
        if (closed.isPresent()) {
            Method reason = closed.get().getReason();
            if (reason instanceof AMQP.Channel.Close close) {
                return close.getReplyText();
            } else if (reason instanceof AMQP.Connection.Close close) {
                return close.getReplyText();
            }
            return "the connection to the broker broke";
        }
        return text(thrown);
    }

    /** Returns the code with which the broker closed the channel, or 0. */
    static int code(Throwable thrown) {
        return find(thrown, ShutdownSignalException.class)
                .map(ShutdownSignalException::getReason)
                .map(
                        reason ->
                                reason instanceof AMQP.Channel.Close close
                                        ? close.getReplyCode()
                                        : 0)
                .orElse(0);
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        return (message == null ? thrown.getClass().getSimpleName() : message)
                .replaceAll("\\p{Cntrl}", "?");
    }

    private static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
        int depth = 0;
        for (Throwable one = thrown; one != null && depth < 20; one = one.getCause()) {
            if (type.isInstance(one)) {
                return Optional.of(type.cast(one));
            }
            depth++;
        }
        return Optional.empty();
    }
}
