package io.nova.manager.objectstore;

import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.objectstore.BucketPart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The record of a bucket's configuration.
 *
 * @param bucket the bucket's handle
 * @param text the configuration, unless it is long
 * @param packed a long one: its UTF-8, by gzip and in Base64
 */
record StoredConfig(
        String bucket, BucketPart part, Optional<String> text, Optional<String> packed) {

    /** The longest text that is kept as it is, in UTF-8: escapes may double it. */
    private static final int PLAIN = 24 << 10;

    /** The longest packed form, so that the record stays below the store's limit. */
    private static final int PACKED = 60 << 10;

    /** The longest text at all, in UTF-8: more is no configuration but an attempt. */
    private static final int LONGEST = 1 << 20;

    /**
     * @throws InvalidParameterException {@code TOO_LARGE} if it cannot be kept
     */
    static StoredConfig of(String bucket, BucketPart part, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= PLAIN) {
            return new StoredConfig(bucket, part, Optional.of(text), Optional.empty());
        }
        String packed = bytes.length > LONGEST ? "" : pack(bytes);
        if (packed.isEmpty() || packed.length() > PACKED) {
            throw new InvalidParameterException(
                    Problem.TOO_LARGE, part.name(), "The configuration is too large");
        }
        return new StoredConfig(bucket, part, Optional.empty(), Optional.of(packed));
    }

    /** Returns the configuration as it was given. */
    String whole() {
        return text.orElseGet(() -> unpack(packed.orElseThrow()));
    }

    private static String pack(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private static String unpack(String packed) {
        byte[] bytes = Base64.getDecoder().decode(packed);
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
