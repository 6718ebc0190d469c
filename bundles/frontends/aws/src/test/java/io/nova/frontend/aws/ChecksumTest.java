package io.nova.frontend.aws;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.frontend.aws.BodyDigest.Algorithm;
import io.nova.model.objectstore.Crc64Nvme;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {

    @ParameterizedTest
    @CsvSource({
        "CRC32, y/Q5Jg==",
        "CRC32C, 4waSgw==",
        "CRC64NVME, rosUhgp5mIg=",
        "SHA1, 98O8HYCOBHMq32eZZczDTKeuNEE=",
        "SHA256, FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="
    })
    void hasItsKnownValueForTheDigitsOneToNine(Algorithm algorithm, String expected) {
        BodyDigest digest = algorithm.start();
        digest.update(ByteBuffer.wrap("123456789".getBytes(US_ASCII)));
        byte[] value = digest.end();
        assertEquals(expected, Base64.getEncoder().encodeToString(value));
        assertEquals(value.length, algorithm.start().length());
    }

    @Test
    void theFastWayGivesWhatTheSlowWayGives() {
        byte[] bytes = new byte[1000];
        new Random(1).nextBytes(bytes);
        for (int offset = 0; offset < 9; offset++) {
            Crc64Nvme fast = new Crc64Nvme();
            fast.update(bytes, offset, bytes.length - offset);
            Crc64Nvme slow = new Crc64Nvme();
            for (int i = offset; i < bytes.length; i++) {
                slow.update(bytes[i]);
            }
            assertEquals(slow.getValue(), fast.getValue());
        }
    }
}
