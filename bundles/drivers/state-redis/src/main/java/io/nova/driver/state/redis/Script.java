package io.nova.driver.state.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The Lua scripts. A server runs one as a whole, and nothing else meanwhile. */
enum Script {
    ADOPT,
    PLAN,
    COMMIT,
    PAGE,
    POOL,
    LEASE,
    RELEASE,
    BEAT,
    FORGET,
    TAIL,
    EXPORT_BEGIN,
    EXPORT_ROWS,
    EXPORT_DONE,
    EXPORT_END,
    CLEAR_BEGIN,
    RESTORE_BEGIN,
    RESTORE_PUT,
    RESTORE_END,
    WIPE;

    private final String source;
    private final String sha;

    Script() {
        // Two of them take transactions apart.
        String steps = name().equals("PLAN") || name().equals("COMMIT") ? read("steps") : "";
        this.source = read("lib") + steps + read(name().toLowerCase(Locale.ROOT));
        this.sha = HexFormat.of().formatHex(sha1(source.getBytes(UTF_8)));
    }

    /** Returns the text, for a server that does not have it. */
    byte[] source() {
        return source.getBytes(UTF_8);
    }

    /** Returns the name by which a server that has it knows it. */
    byte[] sha() {
        return sha.getBytes(UTF_8);
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name.replace('_', '-') + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("no script " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha1(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
