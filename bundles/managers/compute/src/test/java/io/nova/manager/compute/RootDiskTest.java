package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.LaunchRequest;
import io.nova.model.ConflictException;
import io.nova.model.InstanceTypeName;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.InstanceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large a root disk becomes. The image of a launch has 512 bytes, type m1.stored 20 GiB. */
class RootDiskTest {

    private final Lab lab = new Lab().host("host-1", 1000);

    private static LaunchRequest request(String type, Optional<Integer> gib) {
        LaunchRequest plain = Lab.request(1, 1, Optional.of("once"), Map.of(), Optional.empty());
        return new LaunchRequest(
                plain.image(),
                1,
                1,
                Optional.of(new InstanceTypeName(type)),
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
                InstanceOptions.DEFAULT,
                List.of(),
                Map.of(),
                gib);
    }

    private static long bytes(int typeGib, Integer asked, long imageBytes) {
        return RootDisk.bytes(
                request("m1.stored", Optional.ofNullable(asked)),
                new InstanceType(new InstanceTypeName("m1.stored"), 1, 512, typeGib),
                imageBytes);
    }

    @ParameterizedTest(name = "type {0} GiB, asked {1} GiB, image {2} bytes: {3} bytes")
    @CsvSource({
        "20, , 512, 21474836480",
        "20, , 32212254720, 32212254720",
        "0, , 512, 512",
        "20, 20, 512, 21474836480",
        "20, 1, 512, 1073741824",
        "20, 2, 1073741825, 2147483648",
        "0, 1, 512, 1073741824",
        "0, 2, 2147483648, 2147483648",
        "20, 30, 32212254720, 32212254720",
    })
    void theDiskIsAsLargeAsAskedOrAsTheTypeAndTheImageAre(
            int typeGib, Integer asked, long imageBytes, long bytes) {
        assertEquals(bytes, bytes(typeGib, asked, imageBytes));
    }

    @ParameterizedTest(name = "type {0} GiB, asked {1} GiB, image {2} bytes: {3}")
    @CsvSource({
        "20, 1, 1073741825, size >= 2GiB",
        "20, 21, 512, 20GiB at most",
        "0, 2, 512, 1GiB at most",
        "0, 16384, 1073741825, 2GiB at most",
    })
    void whatTheImageDoesNotFitInOrTheTypeDoesNotHaveIsRefused(
            int typeGib, int asked, long imageBytes, String why) {
        InvalidParameterException refusal =
                assertThrows(
                        InvalidParameterException.class, () -> bytes(typeGib, asked, imageBytes));
        assertEquals(Problem.MALFORMED, refusal.problem());
        assertEquals("BlockDeviceMapping", refusal.id());
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    }

    @Test
    void anInstanceHasTheDiskThatWasAskedForAndOneThatCannotBeTakesNothing() {
        Instance instance =
                lab.instances
                        .run(Lab.OWNER, request("m1.stored", Optional.of(3)))
                        .instances()
                        .get(0);
        assertEquals(3L << 30, instance.spec().boot().diskBytes());
        Lab other = new Lab().host("host-1", 1000);
        assertThrows(
                InvalidParameterException.class,
                () -> other.instances.run(Lab.OWNER, request("m1.stored", Optional.of(21))));
        assertEquals(0, other.store.pool(Lab.POOL).orElseThrow().used());
    }

    @Test
    void aTokenOfALaunchIsNotThatOfOneWithAnotherRootDisk() {
        lab.instances.run(Lab.OWNER, request("m1.stored", Optional.of(10)));
        lab.instances.run(Lab.OWNER, request("m1.stored", Optional.of(10)));
        assertThrows(
                ConflictException.class,
                () -> lab.instances.run(Lab.OWNER, request("m1.stored", Optional.of(11))));
    }
}
