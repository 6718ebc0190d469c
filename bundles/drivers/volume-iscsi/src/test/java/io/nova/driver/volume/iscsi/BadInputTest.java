package io.nova.driver.volume.iscsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.HostId;
import io.nova.model.Secret;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Who is not who they say, and what is not what it should be. */
class BadInputTest {

    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final HostId HOST = new HostId("here");

    private IscsiLab lab;
    private IscsiVolumes driver;
    private VolumeConnector connector;
    private VolumeExport export;

    @BeforeEach
    void exportAVolume() throws Exception {
        Skip.unlessPossible(BadInputTest.class);
        lab = new IscsiLab();
        driver = lab.open();
        connector = lab.connector(HOST);
        driver.create(new VolumeSpec(VOLUME, 1 << 20));
        export = driver.export(VOLUME, Set.of(connector.initiator()));
    }

    @AfterEach
    void end() throws Exception {
        if (lab != null) {
            lab.end();
        }
    }

    @Test
    void whoDoesNotKnowTheSecretIsRefused() throws Exception {
        assertFails(Kind.BROKEN, with(export.location(), Optional.of(Secret.of("guessed"))));
        assertFails(Kind.BROKEN, with(export.location(), Optional.empty()));
        assertEquals(List.of(), List.copyOf(connector.connections()));
    }

    @Test
    void aSecretIsNotEnoughForWhoIsNotNamed() throws Exception {
        assertFails(Kind.UNREACHABLE, () -> lab.connector(new HostId("elsewhere")).connect(export));
    }

    @Test
    void anEarlierExportIsNotThere() throws Exception {
        driver.unexport(VOLUME);
        driver.export(VOLUME, Set.of(connector.initiator()));
        assertFails(Kind.UNREACHABLE, with(export.location(), export.credential()));
    }

    @Test
    void aPlaceThatIsNoneIsBroken() throws Exception {
        String name = export.location().substring(export.location().indexOf('/') + 1);
        for (String place :
                List.of(
                        "",
                        "nowhere",
                        name,
                        "localhost:3261/" + name,
                        "127.0.0.1:99999999/" + name,
                        "127.0.0.1:3261/iqn.1999-01.somebody:else",
                        "0.0.0.0:3261/" + name,
                        "127.0.0.1:3261/" + name + "/../x")) {
            assertFails(Kind.BROKEN, with(place, export.credential()));
        }
        assertFails(
                Kind.UNREACHABLE,
                with("127.0.0.1:" + IscsiLab.freePort() + "/" + name, export.credential()));
    }

    @Test
    void anInitiatorWhoseNameIsNoneIsBrokenAndTheExportStaysAsItWas() throws Exception {
        for (String name :
                List.of("", "here", "iqn.2010-05.x:a,targetname=b", "iqn.a b", "iqn.a\nb")) {
            assertFails(
                    Kind.BROKEN, () -> driver.export(VOLUME, Set.of(new Initiator(HOST, name))));
        }
        driver.unexport(VOLUME);
        assertFails(
                Kind.BROKEN, () -> driver.export(VOLUME, Set.of(new Initiator(HOST, "iqn.a,b"))));
        assertEquals(Set.of(), driver.volumes().iterator().next().initiators());
    }

    private Executable with(String location, Optional<Secret> secret) {
        return () -> connector.connect(new VolumeExport(VOLUME, "iscsi", location, secret));
    }

    private static void assertFails(Kind kind, Executable call) {
        DriverException failure = assertThrows(DriverException.class, call);
        assertEquals(kind, failure.kind(), failure.toString());
    }
}
