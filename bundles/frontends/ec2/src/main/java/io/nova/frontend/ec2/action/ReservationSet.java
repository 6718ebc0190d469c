package io.nova.frontend.ec2.action;

import io.nova.api.compute.Reservation;
import io.nova.api.network.AddressService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.frontend.ec2.xml.KeptList;
import io.nova.frontend.ec2.xml.KeptLists;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlList;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.compute.Instance;
import io.nova.model.network.ElasticAddress;
import io.nova.model.volume.Volume;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Instances as they are shown, grouped by their reservations. What was written before is written
 * again as it was: each instance alone, and a long list as a whole.
 */
final class ReservationSet {

    private static final String NAME = "reservationSet";

    /** Some 10,000 instances: what is kept of them takes twice that at most. */
    private static final long MOST_WRITTEN = 32 << 20;

    /** The text of as many is kept as a whole, for so many projects. */
    private static final int MANY = 500;

    private static final int PROJECTS = 2;

    private final AddressService addresses;
    private final InstanceVolumeService volumes;
    private final WrittenInstances written = new WrittenInstances(MOST_WRITTEN);
    private final KeptLists kept = new KeptLists(PROJECTS);

    ReservationSet(AddressService addresses, InstanceVolumeService volumes) {
        this.addresses = addresses;
        this.volumes = volumes;
    }

    /**
     * Returns the list of these instances.
     *
     * @param project whose they are
     * @param rest is written behind the list
     */
    XmlBody of(ProjectId project, List<Instance> shown, XmlBody rest) {
        List<InstanceId> ids = shown.stream().map(Instance::id).toList();
        Map<InstanceId, ElasticAddress> elastic = addresses.ofInstances(ids);
        Map<InstanceId, List<Volume>> attached = volumes.ofInstances(ids);
        Optional<KeptList> text = text(project, shown, elastic, attached);
        if (text.isPresent() && text.get().isKnown()) {
            return XmlList.known(NAME, text.get(), rest);
        }
        return new XmlList<>(
                NAME,
                grouped(shown),
                (xml, some) ->
                        InstanceXml.reservation(
                                xml,
                                reservation(some),
                                one ->
                                        written.write(
                                                xml,
                                                one,
                                                Optional.ofNullable(elastic.get(one.id())),
                                                attached.getOrDefault(one.id(), List.of()))),
                rest,
                text);
    }

    /** Returns the text of the list, or where to keep it; nothing if it is short. */
    private Optional<KeptList> text(
            ProjectId project,
            List<Instance> shown,
            Map<InstanceId, ElasticAddress> elastic,
            Map<InstanceId, List<Volume>> attached) {
        if (shown.size() < MANY) {
            return Optional.empty();
        }
        List<Object> all = new ArrayList<>(shown);
        if (!elastic.isEmpty() || !attached.isEmpty()) {
            for (Instance one : shown) {
                all.add(elastic.get(one.id()));
                all.addAll(attached.getOrDefault(one.id(), List.of()));
            }
        }
        return Optional.of(kept.of(project, all));
    }

    private static Collection<List<Instance>> grouped(List<Instance> shown) {
        Map<String, List<Instance>> reservations = new LinkedHashMap<>();
        for (Instance instance : shown) {
            reservations
                    .computeIfAbsent(instance.reservation().value(), id -> new ArrayList<>())
                    .add(instance);
        }
        reservations
                .values()
                .forEach(one -> one.sort(Comparator.comparingInt(Instance::launchIndex)));
        return reservations.values();
    }

    private static Reservation reservation(List<Instance> some) {
        Instance first = some.get(0);
        return new Reservation(first.reservation(), first.project(), some);
    }
}
