package io.nova.manager.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.cluster.HostCheck.Look;
import io.nova.json.Json;
import io.nova.model.HostId;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import io.nova.protocol.Holdings;
import io.nova.protocol.Holdings.Holding;
import io.nova.protocol.HoldingsRequest;
import io.nova.protocol.VolumeProtocol;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HostVolumesTest {

    private static final String STRANGER = "vol-0123456789abcdef0";

    private final VolumeLab lab = new VolumeLab().host("h1", 100);
    private final List<Holding> there = new ArrayList<>();
    private final List<Holding> others = new ArrayList<>();
    private boolean whole = true;

    /** Carries the question to the one host there is. */
    private final MessageBus bus =
            (MessageBus)
                    Proxy.newProxyInstance(
                            MessageBus.class.getClassLoader(),
                            new Class<?>[] {MessageBus.class},
                            (proxy, method, arguments) -> {
                                assertEquals(VolumeProtocol.agent(new HostId("h1")), arguments[0]);
                                HoldingsRequest asked =
                                        Json.read(
                                                ((Message) arguments[1]).body(),
                                                HoldingsRequest.class);
                                return CompletableFuture.completedFuture(
                                        Json.write(
                                                Holdings.page(
                                                        asked,
                                                        asked.technology().equals("other")
                                                                ? others
                                                                : there,
                                                        whole)));
                            });

    private Look look() throws InterruptedException {
        return new HostVolumes(lab.store, bus, lab.clock, lab.ids).look(() -> {});
    }

    private List<String> seen() throws InterruptedException {
        return look().seen().stream()
                .map(
                        one ->
                                "%s %s %s"
                                        .formatted(
                                                one.finding().fault().word(),
                                                one.finding().subject(),
                                                one.finding().detail()))
                .toList();
    }

    private static Holding holding(Volume volume, boolean exported) {
        return new Holding(volume.id().value(), volume.generation(), exported);
    }

    private Volume attached() {
        Volume volume = lab.available();
        return lab.change(
                volume.id(),
                one ->
                        one.attaching(
                                        Attachment.begun(
                                                VolumeLab.FIRST,
                                                new HostId("g1"),
                                                "/dev/sdf",
                                                false,
                                                lab.clock.instant()))
                                .attached()
                                .orElseThrow());
    }

    @Test
    void aHostThatHasWhatItShouldIsWell() throws InterruptedException {
        there.add(holding(lab.available(), false));
        there.add(holding(attached(), true));
        assertEquals(new Look(List.of(), List.of()), look());
    }

    @Test
    void aVolumeWithoutARecordIsAStray() throws InterruptedException {
        there.add(new Holding(STRANGER, 0, false));
        assertEquals(
                List.of(
                        "stray volume %s on h1 is there without a record; it is left alone"
                                .formatted(STRANGER)),
                seen());
    }

    @Test
    void aVolumeThatItsHostDoesNotHaveIsMissing() throws InterruptedException {
        Volume volume = lab.available();
        assertEquals(
                List.of(
                        "missing volume %s is available, and h1 does not have it"
                                .formatted(volume.id())),
                seen());
        whole = false;
        assertEquals(List.of(), seen(), "a driver that is away may have it");
        String technology = technology();
        assertEquals(
                List.of("all %s volumes of h1: their driver is away".formatted(technology)),
                look().silent());
    }

    @Test
    void aDriverIsAskedForItsOwnAlone() throws InterruptedException {
        there.add(holding(lab.available(), false));
        others.add(new Holding(STRANGER, 0, false));
        new VolumeHosts(lab.store, lab.clock)
                .heard(
                        new Kinds.VolumeHost(
                                new HostId("h1"), VolumeLab.ZONE, "other", 1L << 30, false),
                        lab.ids);
        assertEquals(
                List.of(
                        "stray volume %s on h1 is there without a record; it is left alone"
                                .formatted(STRANGER)),
                seen());
    }

    private String technology() {
        return new VolumeHosts(lab.store, lab.clock).views().get(0).technology();
    }

    @Test
    void aVolumeThatIsBeingMadeIsNotMissing() throws InterruptedException {
        var unused =
                lab.volumes.create(
                        VolumeLab.OWNER, VolumeLab.request(1, java.util.Optional.empty()));
        assertEquals(List.of(), seen());
    }

    @Test
    void anExportThatNobodyHasIsAStrayOnceItsHostHasHeard() throws InterruptedException {
        Volume volume = lab.available();
        there.add(holding(volume, true));
        assertEquals(
                List.of(
                        "stray export of %s on h1 is there, and nobody has the volume"
                                .formatted(volume.id())),
                seen());
        there.set(0, new Holding(volume.id().value(), volume.generation() - 1, true));
        assertEquals(List.of(), seen());
    }

    @Test
    void aVolumeOfAGuestThatIsNotExportedIsMissing() throws InterruptedException {
        Volume volume = attached();
        there.add(holding(volume, false));
        assertEquals(
                List.of(
                        "missing export of %s on h1 is not there, and a guest has it"
                                .formatted(volume.id())),
                seen());
    }
}
