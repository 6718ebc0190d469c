package io.nova.driver.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.spi.hypervisor.GuestDisk;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskReaderTest {

    private static final VolumeId VOLUME = new VolumeId("vol-0123456789abcdef0");
    private static final String ROOT =
            "<disk type='file'><source file='/i/disk'/><backingStore><source file='/b'/>"
                    + "</backingStore><target dev='vda'/></disk>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nbd+unix:///vol-0123456789abcdef0?socket=/run/nova/volume/c/1/v",
                "file:///volumes/v",
                "file:///dev/etherd/e7.3",
                "iscsi://10.0.0.1:3260/iqn.2010-10.org.example:vol-1/1",
                "iscsi://u.1@10.0.0.1:3261/iqn.2010-10.org.example:vol-1/1"
                        + "?initiator=iqn.2010-10.org.example:host-1&secret=/run/nova/iscsi/s",
                "iscsi://u@[fd00:0:0:0:0:0:0:1]:3261/iqn.2010-10.org.example:vol-1/1"
                        + "?initiator=iqn.2010-10.org.example:host-1&secret=/run/nova/iscsi/s",
                "nbd://10.0.0.1:10809/v"
            })
    void aVolumeIsReadAsItWasWritten(String source) {
        AttachedDisk disk = new AttachedDisk(VOLUME, source, "vdb", "");
        DiskReader disks = DiskReader.of("<domain>" + ROOT + disk.xml() + "</domain>");
        assertEquals(List.of(disk), disks.volumes());
        assertEquals(Set.of("vda", "vdb"), disks.targets());
    }

    @Test
    void theSerialFitsTheDevice() {
        assertEquals("vol0123456789abcdef0", AttachedDisk.serial(VOLUME));
        assertEquals(20, AttachedDisk.serial(VOLUME).length());
        assertEquals(VOLUME, AttachedDisk.volume(AttachedDisk.serial(VOLUME)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "simulated:vol-1",
                "nbd+unix:///v",
                "file://host",
                "%",
                "iscsi:///a/1",
                "iscsi://user@10.0.0.1/a/1",
                "iscsi://10.0.0.1/a/1?initiator=iqn.a&secret=/s",
                "iscsi://user@10.0.0.1/a/1?initiator=iqn.a&secret=s"
            })
    void aSourceThatQemuCannotOpenIsBroken(String source) {
        AttachedDisk disk = new AttachedDisk(VOLUME, source, "vdb", "");
        DriverException broken = assertThrows(DriverException.class, disk::xml);
        assertEquals(DriverException.Kind.BROKEN, broken.kind());
    }

    @Test
    void theVolumesOfALaunchGetSourcesAnewAndTargetsThatAreFree() {
        VolumeId other = new VolumeId("vol-0123456789abcdef1");
        AttachedDisk old = new AttachedDisk(VOLUME, "file:///old", "vdb", "");
        assertEquals(
                List.of(
                        new AttachedDisk(VOLUME, "file:///new", "vdb", ""),
                        new AttachedDisk(other, "file:///other", "vdc", "")),
                DiskReader.of("<domain>" + ROOT + old.xml() + "</domain>")
                        .with(
                                List.of(
                                        new GuestDisk(VOLUME, "/dev/sdf", "file:///new"),
                                        new GuestDisk(other, "/dev/sdg", "file:///other"))));
    }

    @Test
    void aTargetThatIsFreeIsFoundBeyondTheAlphabet() {
        StringBuilder all = new StringBuilder("<domain>");
        for (char c = 'a'; c <= 'z'; c++) {
            all.append("<disk><target dev='vd").append(c).append("'/></disk>");
        }
        DiskReader full = DiskReader.of(all + "</domain>");
        assertEquals("vdaa", DiskReader.freeTarget(full, full));
    }
}
