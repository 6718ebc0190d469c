package io.nova.manager.volume;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.volume.Volume;
import io.nova.protocol.ExportPlace;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The kinds of record that volumes need, and what they are found by. */
final class Kinds {

    static final IndexEntry ALL = new IndexEntry("all", "");

    static final Kind<Volume> VOLUME = new Kind<>("volume", Volume.class, Kinds::entries);
    static final Kind<VolumeHost> HOST =
            new Kind<>("volume-host", VolumeHost.class, host -> List.of(ALL));
    static final Kind<Guests> GUESTS = new Kind<>("volume-guests", Guests.class, host -> List.of());
    static final Kind<Export> EXPORT = new Kind<>("volume-export", Export.class, one -> List.of());
    static final Kind<Device> DEVICE = new Kind<>("volume-device", Device.class, one -> List.of());
    static final Kind<Token> TOKEN = new Kind<>("volume-token", Token.class, token -> List.of(ALL));

    private Kinds() {}

    /** A host that keeps volumes. */
    record VolumeHost(HostId id, ZoneName zone, String technology, long totalBytes) {}

    /** A host whose guests have volumes, and how the exporting side knows it. */
    record Guests(HostId id, String technology, String initiator) {}

    /** Where a volume is exported, in which generation. */
    record Export(VolumeId volume, long generation, ExportPlace place) {}

    /** That a device's name of an instance is taken. */
    record Device(VolumeId volume) {}

    /** That a client's token was used. */
    record Token(VolumeId volume, String digest, java.time.Instant usedAt) {}

    static IndexEntry ofProject(ProjectId project) {
        return IndexEntry.of("project", project);
    }

    static IndexEntry ofHost(HostId host) {
        return IndexEntry.of("host", host);
    }

    /** Volumes of the guests on a host. */
    static IndexEntry ofGuests(HostId host) {
        return IndexEntry.of("guests", host);
    }

    static String device(InstanceId instance, String device) {
        return instance + "/" + device;
    }

    /** The scope under which the room of a volume host is counted. */
    static String room(HostId host) {
        return "volume-host/" + host + "/bytes";
    }

    private static Collection<IndexEntry> entries(Volume volume) {
        List<IndexEntry> entries = new ArrayList<>();
        entries.add(ofProject(volume.project()));
        entries.add(ofHost(volume.host()));
        volume.attachment().ifPresent(on -> entries.add(ofGuests(on.host())));
        return entries;
    }
}
