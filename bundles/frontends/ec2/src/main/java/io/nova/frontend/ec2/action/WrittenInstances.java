package io.nova.frontend.ec2.action;

import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.InstanceId;
import io.nova.model.compute.Instance;
import io.nova.model.network.ElasticAddress;
import io.nova.model.volume.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Instances as they were written before. What the store keeps decoded is the same object for as
 * long as nothing changes: then the text is the same too, whoever asks.
 *
 * <p>There are two generations, so that what nobody asks for has to go: when the younger is full,
 * the older goes and the younger takes its place.
 */
final class WrittenInstances {

    private final long most;
    private final AtomicLong size = new AtomicLong();
    private volatile Map<InstanceId, Written> young = new ConcurrentHashMap<>();
    private volatile Map<InstanceId, Written> old = Map.of();

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
    private record Written(
            Instance instance, Optional<ElasticAddress> elastic, List<Volume> volumes, byte[] xml) {

        @SuppressWarnings("ReferenceEquality") // Another object may be equal, and costs a look.
        boolean isOf(Instance one, Optional<ElasticAddress> address, List<Volume> devices) {
            return instance == one
                    && elastic.orElse(null) == address.orElse(null)
                    && areSame(volumes, devices);
        }

        @SuppressWarnings("ReferenceEquality")
        private static boolean areSame(List<Volume> some, List<Volume> others) {
            for (int i = 0; i < some.size() && i < others.size(); i++) {
                if (some.get(i) != others.get(i)) {
                    return false;
                }
            }
            return some.size() == others.size();
        }
    }

    /**
     * @param most bytes of text in a generation
     */
    WrittenInstances(long most) {
        this.most = most;
    }

    void write(
            XmlWriter xml,
            Instance instance,
            Optional<ElasticAddress> elastic,
            List<Volume> volumes) {
        Written known = young.get(instance.id());
        if (known == null) {
            known = old.get(instance.id());
            if (known != null) {
                keep(known);
            }
        }
        if (known == null || !known.isOf(instance, elastic, volumes)) {
            byte[] text =
                    XmlWriter.part(part -> InstanceXml.write(part, instance, elastic, volumes));
            known = new Written(instance, elastic, volumes, text);
            keep(known);
        }
        xml.copy(known.xml());
    }

    private void keep(Written fresh) {
        Written before = young.put(fresh.instance().id(), fresh);
        int more = fresh.xml().length - (before == null ? 0 : before.xml().length);
        if (size.addAndGet(more) > most) {
            turn();
        }
    }

    private synchronized void turn() {
        if (size.get() > most) {
            old = young;
            young = new ConcurrentHashMap<>();
            size.set(0);
        }
    }

    /** Returns how many instances are kept. */
    int kept() {
        return young.size() + old.size();
    }
}
