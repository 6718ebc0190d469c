package io.nova.model.objectstore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc64NvmeTest {

    @Test
    void hasItsKnownValueForTheDigitsOneToNine() {
        byte[] digits = "123456789".getBytes(US_ASCII);
        assertEquals(0xae8b14860a799888L, of(digits, 0, digits.length));
    }

    /** As the definition has it, a bit at a step. */
    private static long slow(byte[] bytes, int from, int length) {
        long crc = ~0L;
        for (int i = from; i < from + length; i++) {
            crc ^= bytes[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : Crc64Nvme.POLYNOMIAL);
            }
        }
        return ~crc;
    }

    private static long of(byte[] bytes, int from, int length) {
        Crc64Nvme sum = new Crc64Nvme();
        sum.update(bytes, from, length);
        return sum.getValue();
    }

    @Test
    void isThatOfTheDefinitionForEveryLengthFromEveryPlace() {
        byte[] bytes = new byte[600];
        new Random(1).nextBytes(bytes);
        for (int from = 0; from < 9; from++) {
            for (int length = 0; length + from <= 500; length++) {
                assertEquals(
                        slow(bytes, from, length), of(bytes, from, length), from + "+" + length);
            }
        }
    }

    @Test
    void isTheSameHoweverTheBytesCome() {
        Random random = new Random(2);
        byte[] bytes = new byte[10_000];
        random.nextBytes(bytes);
        Crc64Nvme sum = new Crc64Nvme();
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(random.nextInt(700), bytes.length - at);
            sum.update(bytes, at, length);
            at += length;
        }
        assertEquals(slow(bytes, 0, bytes.length), sum.getValue());
        sum.reset();
        assertEquals(0, sum.getValue());
    }
}
