package io.nova.driver.state.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds a key or a value.
 *
 * <p>Keys compare byte by byte. A text in the middle of a key ends with 0 1, and a zero within it
 * is written as 0 255: so no text is the beginning of another, and the order of the keys is that of
 * the texts.
 */
final class Bytes {

    private byte[] buffer;
    private int length;

    Bytes(int expected) {
        buffer = new byte[expected];
    }

    Bytes one(int value) {
        room(1);
        buffer[length++] = (byte) value;
        return this;
    }

    /** Adds a text that another part of the key may follow. */
    Bytes part(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        room(2 * utf8.length + 2);
        for (byte b : utf8) {
            buffer[length++] = b;
            if (b == 0) {
                buffer[length++] = (byte) 0xff;
            }
        }
        buffer[length++] = 0;
        buffer[length++] = 1;
        return this;
    }

    /** Adds the last text of a key, as it is. */
    Bytes rest(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    Bytes raw(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        return this;
    }

    /** Adds a number, not negative where it is part of a key. */
    Bytes number(long value) {
        room(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** Adds a text of a value, its length before it. */
    Bytes sized(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return size(utf8.length).raw(utf8);
    }

    /** Adds a small number of a value. */
    Bytes size(int value) {
        int left = value;
        while (left > 0x7f) {
            one((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        return one(left);
    }

    byte[] done() {
        return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    private void room(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
        }
    }

    /** Reads what was built, in the same order. */
    static final class Reader {

        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes, int from) {
            this.bytes = bytes;
            this.at = from;
        }

        int one() {
            return bytes[at++];
        }

        String part() {
            Bytes plain = new Bytes(bytes.length - at);
            while (true) {
                byte b = bytes[at++];
                if (b == 0 && bytes[at++] == 1) {
                    return new String(plain.done(), StandardCharsets.UTF_8);
                }
                plain.one(b);
            }
        }

        String rest() {
            return new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8);
        }

        long number() {
            long value = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                value = (value << 8) | (bytes[at++] & 0xff);
            }
            return value;
        }

        String sized() {
            int size = size();
            at += size;
            return new String(bytes, at - size, size, StandardCharsets.UTF_8);
        }

        int size() {
            int value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = bytes[at++];
                value |= (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }
    }
}
