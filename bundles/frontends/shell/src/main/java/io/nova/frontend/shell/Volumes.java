package io.nova.frontend.shell;

import io.nova.api.volume.VolumeInventory;
import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.VolumeId;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.Volume;
import java.util.List;
import java.util.Optional;

/** Reads the volumes and snapshots of all projects. */
final class Volumes {

    private static final int PAGE = 1000;

    private Volumes() {}

    static List<Volume> all(VolumeInventory inventory, RequestContext context) {
        return Page.all(after -> inventory.volumes(context, List.of(), after, PAGE));
    }

    static List<Snapshot> snapshots(VolumeInventory inventory, RequestContext context) {
        return Page.all(after -> inventory.snapshots(context, List.of(), after, PAGE));
    }

    static Volume one(VolumeInventory inventory, RequestContext context, String id) {
        return inventory.volumes(context, List.of(new VolumeId(id)), "", 1).items().get(0);
    }

    /** Returns on which instance it is. */
    static Optional<InstanceId> instance(Volume volume) {
        return volume.attachment().map(Attachment::instance);
    }
}
