package io.nova.protocol;

import io.nova.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * All that a machine needs to ask for membership, in one line that an operator carries there.
 * Whoever has it can become that host, once.
 *
 * @param cloud that it is of
 * @param invitation that it is of
 * @param host the name that the machine gets
 * @param roles that it begins with
 * @param expires when it is good no longer
 * @param user of the bus, for the one question
 * @param secret that user's password, and what the managers are shown
 * @param driver of the bus
 * @param settings of that driver
 * @param trust the authorities that prove the bus, as PEM; empty: those of the Java platform
 * @param certificate that a bus may ask for, as PEM; for the one question
 * @param key of the certificate, as PEM
 */
public record JoinToken(
        String cloud,
        String invitation,
        String host,
        List<String> roles,
        Instant expires,
        String user,
        String secret,
        String driver,
        Map<String, String> settings,
        String trust,
        String certificate,
        String key) {

    private static final Pattern FORM =
            Pattern.compile("nova-join-([0-9]{1,4})\\.([\\w-]+)\\.([0-9a-f]{8})");
    private static final int VERSION = 1;

    /** More than any token has, so that a bad one fills no memory. */
    private static final int MOST = 256 * 1024;

    public JoinToken {
        roles = List.copyOf(roles);
        settings = Map.copyOf(settings);
    }

    /** Returns the line. */
    public String line() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DeflaterOutputStream packed = new DeflaterOutputStream(bytes)) {
                packed.write(Json.write(this).getBytes(StandardCharsets.UTF_8));
            }
            String body =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
            return "nova-join-%d.%s.%s".formatted(VERSION, body, sum(body));
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written to", e);
        }
    }

    /**
     * Reads what {@link #line} wrote; blanks around it do not count.
     *
     * @throws IllegalArgumentException with the reason for the operator, and nothing of the token
     */
    public static JoinToken parse(String line) {
        Matcher matcher = FORM.matcher(line.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "this is no token: it is one line that begins with nova-join- and was printed"
                            + " by nova:host-invite");
        }
        int version = Integer.parseInt(matcher.group(1));
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "the token is of form %d, and this release knows form %d: use the release of the cloud"
                            .formatted(version, VERSION));
        }
        if (!sum(matcher.group(2)).equals(matcher.group(3))) {
            throw damaged(null);
        }
        try {
            return Json.read(unpacked(matcher.group(2)), JoinToken.class);
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private static IllegalArgumentException damaged(@Nullable Exception cause) {
        return new IllegalArgumentException(
                "the token is damaged: copy all of its line, or make another", cause);
    }

    private static String unpacked(String body) throws IOException {
        Bounded text = new Bounded();
        try (OutputStream packed = new InflaterOutputStream(text)) {
            packed.write(Base64.getUrlDecoder().decode(body));
        }
        return text.bytes.toString(StandardCharsets.UTF_8);
    }

    /** Takes no more than a token has. */
    private static final class Bounded extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] more, int from, int length) throws IOException {
            if (bytes.size() + length > MOST) {
                throw new IOException("too long");
            }
            bytes.write(more, from, length);
        }
    }

    private static String sum(String body) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(body.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Without its secrets. */
    @Override
    public String toString() {
        return "JoinToken[%s of %s for %s]".formatted(invitation, cloud, host);
    }
}
