package io.nova.manager.compute;

import io.nova.api.compute.InstanceStateChange;
import io.nova.model.Caller;
import io.nova.model.ConflictException;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Changes several instances in one transaction, or none; a lost race reads and decides again. */
final class InstanceChanges {

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final Records<Instance> records;
    private final IdSource ids;

    InstanceChanges(StateStore store, IdSource ids) {
        this.store = store;
        this.records = new Records<>(store, Kinds.INSTANCE);
        this.ids = ids;
    }

    /**
     * What was changed.
     *
     * @param changed the instances as they are now, without those that the request left alone
     * @param seq of the commit; 0 if there was nothing to commit
     */
    record Applied(List<InstanceStateChange> changes, List<Instance> changed, long seq) {}

    /** What else is to be in the transaction that changes an instance. */
    @FunctionalInterface
    interface Steps {

        /** Adds it, or refuses; a lost race asks again. */
        void add(Tx.Builder tx, Instance before, Instance after);
    }

    Applied apply(Caller caller, List<InstanceId> instances, UnaryOperator<Instance> change) {
        return apply(caller, instances, change, (tx, before, after) -> {});
    }

    Applied apply(
            Caller caller,
            List<InstanceId> instances,
            UnaryOperator<Instance> change,
            Steps steps) {
        Set<InstanceId> asked = new LinkedHashSet<>(instances);
        if (asked.size() > Tx.MAX_OPS) {
            throw new LimitExceededException(
                    ResourceType.INSTANCE,
                    "InstanceId",
                    "One request can name %d instances at most".formatted(Tx.MAX_OPS));
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<Rec<Instance>, Instance> next = decide(caller, asked, change);
            Tx.Builder tx = Tx.of("change/" + ids.hex(16));
            List<Instance> changed = new ArrayList<>();
            next.forEach(
                    (rec, instance) -> {
                        if (!instance.equals(rec.value())) {
                            tx.update(Kinds.INSTANCE, rec, instance);
                            steps.add(tx, rec.value(), instance);
                            changed.add(instance);
                        }
                    });
            List<InstanceStateChange> changes = new ArrayList<>();
            next.forEach(
                    (rec, instance) ->
                            changes.add(
                                    new InstanceStateChange(
                                            instance.id(), rec.value().state(), instance.state())));
            if (changed.isEmpty()) {
                return new Applied(changes, changed, 0);
            }
            if (Records.commit(store, tx.build()) instanceof CommitResult.Ok ok) {
                return new Applied(changes, changed, ok.seq());
            }
        }
        throw new ConflictException(
                ConflictException.Reason.CONCURRENT_CHANGE,
                ResourceType.INSTANCE,
                instances.get(0),
                "The instance '%s' is being changed by other requests; try again"
                        .formatted(instances.get(0)));
    }

    private Map<Rec<Instance>, Instance> decide(
            Caller caller, Set<InstanceId> asked, UnaryOperator<Instance> change) {
        Map<String, Rec<Instance>> found = new LinkedHashMap<>();
        records.findAll(asked.stream().map(InstanceId::value).toList())
                .forEach(rec -> found.put(rec.id(), rec));
        Map<Rec<Instance>, Instance> next = new LinkedHashMap<>();
        for (InstanceId id : asked) {
            Rec<Instance> rec = found.get(id.value());
            if (rec == null || !InstanceReads.visible(caller, rec.value())) {
                throw new NotFoundException(ResourceType.INSTANCE, id);
            }
            next.put(rec, change.apply(rec.value()));
        }
        return next;
    }
}
