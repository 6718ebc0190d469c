package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.InstanceChange;
import io.nova.api.compute.LaunchRequest;
import io.nova.json.Json;
import io.nova.model.ConflictException;
import io.nova.model.NotFoundException;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.compute.MetadataOptions;
import io.nova.model.compute.PowerState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What owners set on instances when they run them. */
class ProtectionTest {

    private final Lab lab = new Lab().host("host-1", 1000);

    private Instance running(InstanceOptions options) {
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
                        plain.userData(),
                        plain.zone(),
                        plain.subnet(),
                        plain.groups(),
                        plain.address(),
                        plain.shutdownBehavior(),
                        plain.clientToken(),
                        plain.tags(),
                        options,
                        List.of(),
                        Map.of());
        Instance instance = lab.instances.run(Lab.OWNER, request).instances().get(0);
        lab.reports(Lab.saw(instance, PowerState.ON));
        return lab.now(instance);
    }

    @Test
    void whatWasAskedForIsKept() {
        InstanceOptions options =
                new InstanceOptions(
                        new MetadataOptions(false, true, 3, true),
                        true,
                        true,
                        "x",
                        Map.of("a", ""));
        assertEquals(options, running(options).spec().options());
    }

    @Test
    void aProtectedInstanceIsNotTerminatedNorAreThoseNamedWithIt() {
        Instance safe = running(InstanceOptions.DEFAULT.withTerminationProtected(true));
        Instance other = lab.running();
        ConflictException refused =
                assertThrows(
                        ConflictException.class,
                        () -> lab.instances.terminate(Lab.OWNER, List.of(other.id(), safe.id())));
        assertEquals(ConflictException.Reason.PROTECTED, refused.reason());
        assertTrue(refused.getMessage().contains(safe.id().value()), refused.getMessage());
        assertEquals(other, lab.now(other));
        var unused = lab.instances.stop(Lab.OWNER, List.of(safe.id()), false);
        assertEquals(InstanceState.STOPPING, lab.now(safe).state());
    }

    @Test
    void anInstanceProtectedAgainstStoppingCanBeTerminated() {
        Instance safe = running(InstanceOptions.DEFAULT.withStopProtected(true));
        assertThrows(
                ConflictException.class,
                () -> lab.instances.stop(Lab.OWNER, List.of(safe.id()), true));
        assertEquals(safe, lab.now(safe));
        var unused = lab.instances.terminate(Lab.OWNER, List.of(safe.id()));
        assertEquals(InstanceState.SHUTTING_DOWN, lab.now(safe).state());
    }

    @Test
    void aSpecOfBeforeThereWereOptionsHasTheDefaults() {
        String now = Json.write(lab.running().spec());
        String before = now.replaceFirst(",\"options\":.*}$", "}");
        assertTrue(before.length() < now.length());
        assertEquals(InstanceOptions.DEFAULT, Json.read(before, LaunchSpec.class).options());
    }

    @Test
    void protectionIsTakenAwayByWhoMay() {
        Instance safe = running(InstanceOptions.DEFAULT.withTerminationProtected(true));
        InstanceChange lifted =
                new InstanceChange(Optional.of(false), Optional.of(true), Optional.empty());
        assertThrows(
                NotFoundException.class, () -> lab.instances.modify(Lab.OTHER, safe.id(), lifted));
        lab.instances.modify(Lab.OWNER, safe.id(), lifted);
        assertEquals(
                InstanceOptions.DEFAULT.withStopProtected(true), lab.now(safe).spec().options());
        assertEquals(safe.generation(), lab.now(safe).generation(), "no host is concerned");
        var unused = lab.instances.terminate(Lab.OWNER, List.of(safe.id()));
        assertEquals(InstanceState.SHUTTING_DOWN, lab.now(safe).state());
    }
}
