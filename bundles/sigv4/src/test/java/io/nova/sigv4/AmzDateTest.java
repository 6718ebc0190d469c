package io.nova.sigv4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmzDateTest {

    @ParameterizedTest
    @CsvSource({
        "2015-08-30T12:36:00Z, 20150830T123600Z",
        "2024-02-29T23:59:59.999Z, 20240229T235959Z",
        "0999-01-02T03:04:05Z, 09990102T030405Z",
        "1969-12-31T23:59:59Z, 19691231T235959Z"
    })
    void writesTimesToTheSecond(Instant time, String text) {
        assertEquals(text, AmzDate.format(time));
    }

    @Test
    void readsWhatItWrites() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(0, 7_000_000_000L));
            assertEquals(Optional.of(time), AmzDate.parse(AmzDate.format(time)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20150830T123600",
                "20150830T123600ZZ",
                "20150830 123600Z",
                "20150830t123600Z",
                "20150230T123600Z",
                "20150830T240000Z",
                "20150830T123660Z",
                "20150030T123600Z",
                "2015-830T123600Z",
                "+0150830T123600Z",
                "20150830T12360\u0660Z",
                "20150830T1236 0Z"
            })
    void readsNothingElse(String text) {
        assertEquals(Optional.empty(), AmzDate.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "2015083, r, s",
        "201508300, r, s",
        "2015083x, r, s",
        "20150830, '', s",
        "20150830, r, ''",
        "20150830, r/x, s",
        "20150830, r, s\u00e4",
        "20150830, r r, s"
    })
    void aScopeHoldsADateAndNames(String date, String region, String service) {
        assertThrows(
                IllegalArgumentException.class, () -> new CredentialScope(date, region, service));
        assertThrows(
                IllegalArgumentException.class,
                () -> new CredentialScope("20150830", "r".repeat(65), "s"));
        assertEquals(
                "20150830/us-east_1.x/" + "s".repeat(64) + "/aws4_request",
                new CredentialScope("20150830", "us-east_1.x", "s".repeat(64)).toString());
    }
}
