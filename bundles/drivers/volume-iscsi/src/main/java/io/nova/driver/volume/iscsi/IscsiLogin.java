package io.nova.driver.volume.iscsi;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.model.DriverException;
import io.nova.model.Secret;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows that this host may log in to a target, as RFC 7143 has it: both sides' part of the security
 * stage, and no session.
 */
final class IscsiLogin {

    private static final int SECURITY = 0;
    private static final int OPERATIONAL = 1;
    private static final int NOT_FOUND = 0x0203;
    private static final int REMOVED = 0x0204;
    private static final String MD5 = "5";

    private IscsiLogin() {}

    /**
     * Returns if the target lets the initiator in.
     *
     * @throws DriverException {@code UNREACHABLE} if nothing answers or there is no such target for
     *     this initiator; {@code BROKEN} if the secret is not that
     */
    static void require(Portal portal, Iqn target, Login login, Secret secret)
            throws InterruptedException {
        int status;
        try (IscsiStream stream = new IscsiStream(portal.socket())) {
            status = login(stream, target, login, secret);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("logging in at " + portal);
            }
            throw new DriverException(UNREACHABLE, "no answer at %s: %s".formatted(portal, e), e);
        }
        if (status == NOT_FOUND || status == REMOVED) {
            throw new DriverException(
                    UNREACHABLE, "%s is not there for %s".formatted(target, login.name()));
        }
        if (status != 0) {
            throw new DriverException(
                    BROKEN, "%s refuses %s: status %04x".formatted(target, login.name(), status));
        }
    }

    /** Returns the target's status: 0 if it let the initiator in. */
    private static int login(IscsiStream stream, Iqn target, Login login, Secret secret)
            throws IOException {
        Map<String, String> hello = new LinkedHashMap<>();
        hello.put("InitiatorName", login.name());
        hello.put("SessionType", "Normal");
        hello.put("TargetName", target.toString());
        hello.put("AuthMethod", "CHAP");
        IscsiStream.Answer answer = stream.ask(SECURITY, SECURITY, hello);
        if (answer.status() != 0) {
            return answer.status();
        }
        expect("CHAP", answer, "AuthMethod");
        return respond(stream, login.user(target), secret);
    }

    /** Shows that it knows the secret; returns the target's status. */
    static int respond(IscsiStream stream, String user, Secret secret) throws IOException {
        IscsiStream.Answer answer = stream.ask(SECURITY, SECURITY, Map.of("CHAP_A", MD5));
        if (answer.status() != 0) {
            return answer.status();
        }
        expect(MD5, answer, "CHAP_A");
        Map<String, String> response = new LinkedHashMap<>();
        response.put("CHAP_N", user);
        response.put("CHAP_R", response(answer, secret));
        return stream.ask(SECURITY, OPERATIONAL, response).status();
    }

    private static String response(IscsiStream.Answer answer, Secret secret) throws IOException {
        try {
            String challenge = text(answer, "CHAP_C");
            if (!challenge.startsWith("0x") && !challenge.startsWith("0X")) {
                throw new IOException("no challenge in hexadecimal digits");
            }
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update((byte) Integer.parseInt(text(answer, "CHAP_I")));
            digest.update(secret.reveal());
            digest.update(HexFormat.of().parseHex(challenge.substring(2)));
            return "0x" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("no challenge: " + e.getMessage(), e);
        }
    }

    private static void expect(String wanted, IscsiStream.Answer answer, String key)
            throws IOException {
        if (!text(answer, key).equals(wanted)) {
            throw new IOException(key + " is not " + wanted);
        }
    }

    private static String text(IscsiStream.Answer answer, String key) throws IOException {
        @Nullable String value = answer.keys().get(key);
        if (value == null) {
            throw new IOException("it did not say " + key);
        }
        return value;
    }
}
