package io.nova.manager.compute;

import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.Page;
import io.nova.model.compute.BootPlan;
import io.nova.model.compute.Instance;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.compute.PowerState;
import io.nova.model.image.ImageContent;
import io.nova.protocol.Assignments;
import io.nova.protocol.AssignmentsRequest;
import io.nova.protocol.GuestAssignment;
import io.nova.protocol.ImageRef;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.StoreInfo;
import java.util.List;
import java.util.Optional;

/** Tells hosts what they should hold. */
final class AssignmentDesk {

    private final StateStore store;
    private final Records<Instance> instances;
    private final HostNews news;
    private final CommitsHeard commits;

    AssignmentDesk(StateStore store, Wakener wakener) {
        this.store = store;
        this.instances = new Records<>(store, Kinds.INSTANCE);
        this.news = wakener.news();
        this.commits = wakener.commits();
    }

    Assignments answer(AssignmentsRequest request) {
        // Before the records are read: what changes meanwhile is then told again, never missed.
        long version = news.version();
        boolean whole = commits.has(request.since());
        StoreInfo records = store.info();
        long known = news.own(request.known());
        if (request.after().isEmpty() && known != 0 && news.reachesBackTo(request.host(), known)) {
            HostNews.News some = news.after(request.host(), known, Assignments.PAGE);
            List<String> ids = some.instances().stream().map(Object::toString).toList();
            // What is hinted at from a history that is no more will never be heard of.
            boolean comes = !whole && request.since() <= records.seq();
            return new Assignments(
                    some.version(),
                    false,
                    news(request.host(), instances.findAll(ids)),
                    some.whole() && !comes ? "" : Assignments.MORE,
                    records.epoch());
        }
        Page<Rec<Instance>> page =
                instances.page(Kinds.ofHost(request.host()), request.after(), Assignments.PAGE);
        return new Assignments(
                version,
                true,
                assign(request.host(), page.items()),
                page.next().orElse(""),
                records.epoch());
    }

    private List<GuestAssignment> assign(HostId host, List<Rec<Instance>> recs) {
        return recs.stream()
                .map(Rec::value)
                .filter(instance -> instance.host().equals(host))
                .map(AssignmentDesk::assignment)
                .toList();
    }

    /** What went to another host is told too: else this one would hold on to it. */
    private List<GuestAssignment> news(HostId host, List<Rec<Instance>> recs) {
        return recs.stream()
                .map(Rec::value)
                .map(
                        instance ->
                                instance.host().equals(host)
                                        ? assignment(instance)
                                        : assignment(instance, PowerState.GONE))
                .toList();
    }

    /** Returns what the instance's host is to hold. */
    static GuestAssignment assignment(Instance instance) {
        return assignment(instance, instance.state().wanted());
    }

    static GuestAssignment assignment(Instance instance, PowerState wanted) {
        LaunchSpec spec = instance.spec();
        BootPlan boot = spec.boot();
        return new GuestAssignment(
                instance.id(),
                instance.project(),
                instance.generation(),
                instance.rebootGeneration(),
                wanted,
                instance.status().reason().equals(Reasons.FORCED_STOP),
                !instance.status().startedOnce(),
                spec.type().vcpus(),
                spec.type().memoryMib(),
                boot.diskBytes(),
                ref(spec.image(), boot.image()),
                ref(spec.kernel(), boot.kernel()),
                ref(spec.ramdisk(), boot.ramdisk()),
                instance.port());
    }

    private static Optional<ImageRef> ref(Optional<ImageId> id, Optional<ImageContent> content) {
        return id.flatMap(image -> content.map(bytes -> ref(image, bytes)));
    }

    private static ImageRef ref(ImageId id, ImageContent content) {
        return new ImageRef(
                id, content.sha256(), content.size(), content.format(), content.virtualSize());
    }
}
