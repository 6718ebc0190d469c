package io.nova.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdFormatTest {

    @ParameterizedTest
    @ValueSource(strings = {"ami-0123456789abcdef0", "aki-01234567", "ari-00000000"})
    void idsOfTodayAndOf2010AreAccepted(String id) {
        assertDoesNotThrow(() -> new ImageId(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "ami",
                "ami-",
                "ami-1",
                "ami-0123456",
                "ami-012345678",
                "ami-0123456g",
                "AMI-01234567",
                "ami-0123456A",
                "i-01234567",
                "amix-01234567",
                "-01234567",
                "ami-0123456789abcdef",
                "ami-0123456789abcdef01",
                "ami-01234567\n",
                "ami--01234567",
                "ami-aki-01234567"
            })
    void everythingElseIsMalformed(String id) {
        assertThrows(InvalidParameterException.class, () -> new ImageId(id));
    }
}
