package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.compute.LaunchRequest;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.compute.Instance;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What owners may hand to their instances. */
class UserDataTest {

    private final Lab lab = new Lab().host("host-1", 10);

    private Instance run(String data) {
        LaunchRequest plain = Lab.request(1, 1);
        LaunchRequest request =
                new LaunchRequest(
                        plain.image(),
                        1,
                        1,
                        plain.type(),
                        plain.kernel(),
                        plain.ramdisk(),
                        plain.keyName(),
                        Optional.of(data),
                        plain.zone(),
                        plain.subnet(),
                        plain.groups(),
                        plain.address(),
                        plain.shutdownBehavior(),
                        plain.clientToken(),
                        plain.tags());
        return lab.instances.run(Lab.OWNER, request).instances().get(0);
    }

    private void refused(Problem problem, String data) {
        InvalidParameterException refusal =
                assertThrows(InvalidParameterException.class, () -> run(data));
        assertEquals(problem, refusal.problem());
        assertEquals("UserData", refusal.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "#!/bin/sh", "QUJD QUJD", "QU-_", "QUJD\u00e9", "QUJD=="})
    void whatIsNotBase64IsRefused(String data) {
        refused(Problem.MALFORMED, data);
    }

    @Test
    void linesMayBeBroken() {
        assertEquals(Optional.of("QUJD\r\nQUJD\n"), run("QUJD\r\nQUJD\n").spec().userData());
    }

    @Test
    void sixteenKibibytesAreTakenAndNoneMore() {
        Base64.Encoder base64 = Base64.getEncoder();
        String most = base64.encodeToString(new byte[16 * 1024]);
        assertEquals(Optional.of(most), run(most).spec().userData());
        refused(Problem.TOO_LARGE, base64.encodeToString(new byte[16 * 1024 + 1]));
    }
}
