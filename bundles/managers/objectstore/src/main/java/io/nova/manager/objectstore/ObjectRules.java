package io.nova.manager.objectstore;

import io.nova.api.identity.Quota;
import io.nova.model.objectstore.Bucket;
import io.nova.spi.state.CounterRule;
import io.nova.spi.state.Holdings;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.RecordRules;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** What must hold of the records of buckets and objects; of their bytes see {@link Scrubber}. */
@Component
public final class ObjectRules implements RecordRules {

    @Override
    public List<KindRules<?>> kinds() {
        return List.of(
                KindRules.of(Kinds.BUCKET).ofProject(Bucket::owner).holding(ObjectRules::holds),
                KindRules.of(Kinds.OBJECT)
                        .holding(
                                (one, to) -> {
                                    lies(one.bucket(), to);
                                    if (one.counted()) {
                                        counts(one.bucket(), one.info().size(), to);
                                    }
                                }),
                KindRules.of(Kinds.VERSION)
                        .holding(
                                (one, to) -> {
                                    lies(one.bucket(), to);
                                    counts(one.bucket(), one.info().size(), to);
                                }),
                KindRules.of(Kinds.UPLOAD).holding((one, to) -> lies(one.bucket(), to)),
                KindRules.of(Kinds.PART),
                KindRules.of(Kinds.CONFIG).holding((one, to) -> lies(one.bucket(), to)),
                KindRules.of(Kinds.SMALL),
                KindRules.of(Kinds.HANDED),
                KindRules.of(Kinds.TRASH),
                KindRules.of(Kinds.WALK),
                KindRules.of(StoreKinds.STORE),
                KindRules.of(StoreKinds.HISTORY),
                KindRules.of(StoreKinds.DAMAGE),
                KindRules.of(StoreKinds.MIGRATION),
                KindRules.of(StoreKinds.SCRUB));
    }

    @Override
    public List<CounterRule> counters() {
        String[] counted = {Kinds.BUCKET.name(), Kinds.OBJECT.name(), Kinds.VERSION.name()};
        return List.of(
                CounterRule.sum("project/", Quota.BUCKETS.suffix(), Kinds.BUCKET.name()),
                CounterRule.sum("project/", Quota.OBJECTS.suffix(), counted),
                CounterRule.sum("project/", Quota.OBJECT_BYTES.suffix(), counted),
                CounterRule.sum(Usage.BUCKETS, Usage.BYTES, counted));
    }

    private static void holds(Bucket bucket, Holdings to) {
        String handle = bucket.handle();
        to.count(Quota.BUCKETS.scope(bucket.owner()), 1);
        to.addUp(objects(handle), Usage.objects(bucket.owner()));
        to.addUp(Usage.bytes(handle), Usage.bytes(bucket.owner()));
        to.bears(contents(handle));
    }

    /** That something belongs to the bucket of the handle, whichever that is. */
    private static void lies(String handle, Holdings to) {
        to.count(contents(handle), 1);
    }

    private static void counts(String handle, long bytes, Holdings to) {
        to.count(objects(handle), 1);
        to.count(Usage.bytes(handle), bytes);
    }

    /** No counter: what is held of it is known when the bucket's owner is. */
    private static String objects(String handle) {
        return "bucket of handle " + handle + ", objects";
    }

    private static String contents(String handle) {
        return "bucket of handle " + handle;
    }
}
