package io.nova.itests.objectstore;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Contents that tell by themselves which write they are of, and whether they are whole. */
final class Bytes {

    /** In a record, in one block of a file, in several. */
    private static final int[] SIZES = {40, 5000, 20_000, 200_000};

    private Bytes() {}

    /** Returns what the write of this number writes. */
    static byte[] of(int number) {
        byte[] bytes = new byte[SIZES[Math.floorMod(number, SIZES.length)] + number % 7];
        byte[] word = (number + " ").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = word[i % word.length];
        }
        return bytes;
    }

    /** Tells whether the write sends them in two parts. */
    static boolean isOfParts(int number) {
        return number % 5 == 0;
    }

    /** Returns how many blobs keep them: what is small and of no parts is in a record. */
    static int blobs(int number) {
        if (isOfParts(number)) {
            return 2;
        }
        return of(number).length > 8192 ? 1 : 0;
    }

    /** Returns the number of the write that wrote these. */
    static int number(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, 12), StandardCharsets.US_ASCII);
        int number = Integer.parseInt(head.substring(0, head.indexOf(' ')));
        if (!Arrays.equals(bytes, of(number))) {
            throw new AssertionError("not the bytes of write " + number);
        }
        return number;
    }
}
