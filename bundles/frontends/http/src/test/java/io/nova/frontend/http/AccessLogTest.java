package io.nova.frontend.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {

    @ParameterizedTest
    @CsvSource({
        "/b/k, /b/k",
        "/?a=1&X-Amz-Signature=5ec3e7&b=2, /?a=1&X-Amz-Signature=***&b=2",
        "/?Signature=5ec3e7, /?Signature=***",
        "/?X%2DAmz%2DSignature=5ec3e7, /?X%2DAmz%2DSignature=***",
        "/?Action=RunInstances&UserData=5ec3e7, /?Action=RunInstances&UserData=***",
        "/?x-amz-security-token=5ec3e7, /?x-amz-security-token=***",
        "/?acl, /?acl"
    })
    void masksWhatIsNobodysBusiness(String target, String logged) {
        assertEquals(logged, AccessLog.target(target));
    }

    @Test
    void neverStartsALineOfItsOwn() {
        assertFalse(AccessLog.target("/a\r\nforged \u001b[31m").matches("(?s).*[\r\n\u001b].*"));
        assertEquals("-", AccessLog.target(null));
        assertEquals(1003, AccessLog.target("/" + "x".repeat(5000)).length());
    }
}
