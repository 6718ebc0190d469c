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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    private static final String KEY = "B".repeat(43);

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
        Place place = Place.parse(export.location());
        Login login = Login.parse(connector.initiator().name());
        assertFails(
                Kind.BROKEN,
                () ->
                        IscsiLogin.require(
                                place.portal(), place.target(), login, Secret.of("guessed")));
    }

    @Test
    void aNameIsNotEnoughForWhoHasAnotherKey() throws Exception {
        Path elsewhere = Files.createDirectory(lab.top().resolve("elsewhere"));
        VolumeConnector thief =
                new IscsiConnector(
                        lab.config(
                                Map.of("host", HOST.value(), "directory", elsewhere.toString())));
        assertFails(Kind.BROKEN, () -> thief.connect(export));
        assertEquals(List.of(), List.copyOf(thief.connections()));
    }

    @Test
    void aKeyIsNotEnoughForWhoIsNotNamed() throws Exception {
        assertFails(Kind.UNREACHABLE, () -> lab.connector(new HostId("elsewhere")).connect(export));
    }

    @Test
    void aKeyThatMakesNothingSecretIsRefused() throws Exception {
        String nothing = "A".repeat(43);
        String place = export.location();
        assertFails(Kind.BROKEN, with(place.substring(0, place.lastIndexOf('/') + 1) + nothing));
        assertFails(
                Kind.BROKEN,
                () ->
                        driver.export(
                                VOLUME, Set.of(new Initiator(HOST, "iqn.2010-05.x:a/" + nothing))));
    }

    @Test
    void anEarlierExportIsNotThere() throws Exception {
        driver.unexport(VOLUME);
        driver.export(VOLUME, Set.of(connector.initiator()));
        assertFails(Kind.UNREACHABLE, with(export.location()));
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
                        "127.0.0.1:3261/iqn.1999-01.somebody:else/" + KEY,
                        "0.0.0.0:3261/" + name,
                        "127.0.0.1:3261/" + name + "/x")) {
            assertFails(Kind.BROKEN, with(place));
        }
        assertFails(Kind.UNREACHABLE, with("127.0.0.1:" + IscsiLab.freePort() + "/" + name));
    }

    @Test
    void anInitiatorWhoseNameIsNoneIsBrokenAndTheExportStaysAsItWas() throws Exception {
        for (String name :
                List.of(
                        "",
                        "here",
                        "iqn.2010-05.x:a",
                        "iqn.2010-05.x:a,targetname=b/" + KEY,
                        "iqn.a b/" + KEY,
                        "iqn.a\nb/" + KEY)) {
            assertFails(
                    Kind.BROKEN, () -> driver.export(VOLUME, Set.of(new Initiator(HOST, name))));
        }
        assertEquals(
                Set.of(connector.initiator()), driver.volumes().iterator().next().initiators());
        connector.connect(export);
        driver.unexport(VOLUME);
        assertFails(
                Kind.BROKEN,
                () -> driver.export(VOLUME, Set.of(new Initiator(HOST, "iqn.a,b/" + KEY))));
        assertEquals(Set.of(), driver.volumes().iterator().next().initiators());
    }

    private Executable with(String location) {
        return () ->
                connector.connect(new VolumeExport(VOLUME, "iscsi", location, Optional.empty()));
    }

    private static void assertFails(Kind kind, Executable call) {
        DriverException failure = assertThrows(DriverException.class, call);
        assertEquals(kind, failure.kind(), failure.toString());
    }
}
