package io.nova.frontend.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
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

    @Test
    void handsLinesOnInTheirOrderAndOnce() {
        List<String> out = new ArrayList<>();
        AccessLog log = new AccessLog(out::add);
        log.add("one");
        log.add("two");
        assertEquals(List.of(), out);
        log.flush();
        log.flush();
        assertEquals(List.of("one", "two"), out);
    }

    @Test
    void keepsNoMoreThanItsBoundAndLosesNone() {
        List<String> out = new ArrayList<>();
        AccessLog log = new AccessLog(out::add);
        for (int i = 0; i < 3 * AccessLog.MOST; i++) {
            log.add("line " + i);
            assertTrue(i + 1 - out.size() < AccessLog.MOST, "too many wait");
        }
        log.flush();
        assertEquals(3 * AccessLog.MOST, out.size());
        assertEquals("line 0", out.get(0));
        assertEquals("line " + (out.size() - 1), out.get(out.size() - 1));
    }
}
