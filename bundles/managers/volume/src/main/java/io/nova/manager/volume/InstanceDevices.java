package io.nova.manager.volume;

import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.AttachmentState;
import io.nova.model.volume.Volume;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.SortedMap;
import java.util.TreeMap;

/** The volumes that instances have, by their devices. */
final class InstanceDevices {

    private final Records<Volume> volumes;

    InstanceDevices(StateStore store) {
        this.volumes = new Records<>(store, Kinds.VOLUME);
    }

    /** Returns those of an instance that are not on their way from it. */
    SortedMap<String, Rec<Volume>> of(ProjectId project, InstanceId instance) {
        SortedMap<String, Rec<Volume>> found = new TreeMap<>();
        volumes.each(
                Kinds.ofInstance(instance),
                rec ->
                        rec.value()
                                .attachment()
                                .filter(on -> rec.value().project().equals(project))
                                .filter(on -> on.state() != AttachmentState.DETACHING)
                                .map(Attachment::device)
                                .ifPresent(device -> found.put(device, rec)));
        return found;
    }
}
