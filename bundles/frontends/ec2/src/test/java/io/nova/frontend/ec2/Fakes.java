package io.nova.frontend.ec2;

import io.nova.api.compute.ConsoleOutput;
import io.nova.api.compute.InstanceChange;
import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.InstanceService;
import io.nova.api.compute.InstanceStateChange;
import io.nova.api.compute.KeyPairService;
import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.NewKeyPair;
import io.nova.api.compute.Reservation;
import io.nova.api.identity.Authorizer;
import io.nova.api.tag.TagService;
import io.nova.model.AccessDeniedException;
import io.nova.model.AlreadyExistsException;
import io.nova.model.Caller;
import io.nova.model.InstanceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.KeyPairId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.Secret;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.KeyPair;
import io.nova.model.compute.MetadataOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The api's services, as small as they can be and still keep its promises. */
final class Fakes {

    private Fakes() {}

    /** Allows all but what a test took away. */
    static final class Policy implements Authorizer {

        final Set<String> denied = ConcurrentHashMap.newKeySet();

        @Override
        public void require(Caller caller, String action) {
            if (!allows(caller, action)) {
                throw new AccessDeniedException(action, "You may not " + action);
            }
        }

        @Override
        public boolean allows(Caller caller, String action) {
            return !denied.contains(action);
        }
    }

    static <T> Page<T> page(List<T> sorted, Function<T, String> id, String after, int limit) {
        List<T> rest = sorted.stream().filter(one -> id.apply(one).compareTo(after) > 0).toList();
        List<T> items = rest.subList(0, Math.min(limit, rest.size()));
        return new Page<>(
                items,
                rest.size() > limit
                        ? Optional.of(id.apply(items.get(items.size() - 1)))
                        : Optional.empty());
    }

    static final class Instances implements InstanceService {

        private final Authorizer authorizer;
        final Map<String, Instance> all = new ConcurrentSkipListMap<>();
        final List<Optional<InstanceLookup>> lookups = new CopyOnWriteArrayList<>();
        final List<InstanceChange> changed = new CopyOnWriteArrayList<>();
        final List<LaunchRequest> launches = new CopyOnWriteArrayList<>();

        /** What requests with these tokens made before. */
        final Map<String, Reservation> earlier = new ConcurrentHashMap<>();

        Instances(Authorizer authorizer) {
            this.authorizer = authorizer;
        }

        void put(Instance instance) {
            all.put(instance.id().value(), instance);
        }

        @Override
        public Reservation run(RequestContext context, LaunchRequest request) {
            authorizer.require(context.caller(), "ec2:RunInstances");
            Optional<Reservation> before = request.clientToken().map(earlier::get);
            if (before.isPresent()) {
                return before.get();
            }
            launches.add(request);
            List<Instance> made = new ArrayList<>();
            // A client may ask for ten thousand; two tell as much.
            for (int i = 0; i < Math.min(request.maxCount(), 2); i++) {
                made.add(Samples.instance(900 + i, 900, InstanceState.PENDING, request.tags()));
            }
            return new Reservation(made.get(0).reservation(), context.project(), made);
        }

        @Override
        public Page<Instance> describe(RequestContext context, InstanceQuery query) {
            authorizer.require(context.caller(), "ec2:DescribeInstances");
            lookups.add(query.lookup());
            if (!query.ids().isEmpty()) {
                return new Page<>(
                        query.ids().stream().map(this::get).filter(query.matching()).toList(),
                        Optional.empty());
            }
            return page(
                    all.values().stream().filter(query.matching()).toList(),
                    one -> one.id().value(),
                    query.after(),
                    query.limit());
        }

        private Instance get(InstanceId id) {
            return Optional.ofNullable(all.get(id.value()))
                    .orElseThrow(() -> new NotFoundException(ResourceType.INSTANCE, id));
        }

        private List<InstanceStateChange> change(
                RequestContext context, String action, List<InstanceId> ids, InstanceState to) {
            authorizer.require(context.caller(), action);
            return ids.stream()
                    .map(this::get)
                    .map(one -> new InstanceStateChange(one.id(), one.state(), to))
                    .toList();
        }

        @Override
        public List<InstanceStateChange> start(RequestContext context, List<InstanceId> ids) {
            return change(context, "ec2:StartInstances", ids, InstanceState.PENDING);
        }

        @Override
        public List<InstanceStateChange> stop(
                RequestContext context, List<InstanceId> ids, boolean force) {
            return change(context, "ec2:StopInstances", ids, InstanceState.STOPPING);
        }

        @Override
        public void reboot(RequestContext context, List<InstanceId> ids) {
            change(context, "ec2:RebootInstances", ids, InstanceState.RUNNING);
        }

        @Override
        public List<InstanceStateChange> terminate(RequestContext context, List<InstanceId> ids) {
            return change(context, "ec2:TerminateInstances", ids, InstanceState.SHUTTING_DOWN);
        }

        @Override
        public void modify(RequestContext context, InstanceId id, InstanceChange change) {
            authorizer.require(context.caller(), "ec2:ModifyInstanceAttribute");
            get(id);
            changed.add(change);
        }

        @Override
        public MetadataOptions setMetadata(
                RequestContext context, InstanceId id, UnaryOperator<MetadataOptions> change) {
            authorizer.require(context.caller(), "ec2:ModifyInstanceMetadataOptions");
            Instance before = get(id);
            InstanceOptions options = before.spec().options();
            MetadataOptions changed = change.apply(options.metadata());
            put(before.with(before.spec().with(options.with(changed))));
            return changed;
        }

        @Override
        public Instance attributes(RequestContext context, InstanceId id) {
            authorizer.require(context.caller(), "ec2:DescribeInstanceAttribute");
            return get(id);
        }

        @Override
        public CompletionStage<ConsoleOutput> console(RequestContext context, InstanceId id) {
            authorizer.require(context.caller(), "ec2:GetConsoleOutput");
            byte[] text = "login: <ready>\r\n".getBytes(StandardCharsets.UTF_8);
            ConsoleOutput output =
                    new ConsoleOutput(
                            get(id).id(), Samples.NOW, Base64.getEncoder().encodeToString(text));
            // As from a host: another thread, a little later.
            return CompletableFuture.supplyAsync(() -> output);
        }
    }

    /** One tag on one instance. */
    static final class Tags implements TagService {

        private final Authorizer authorizer;

        Tags(Authorizer authorizer) {
            this.authorizer = authorizer;
        }

        private static void find(Collection<String> resources) {
            for (String resource : resources) {
                if (!resource.startsWith("i-")) {
                    throw InvalidParameterException.malformedId(ResourceType.TAG, resource);
                }
            }
        }

        @Override
        public void create(
                RequestContext context, Collection<String> resources, Map<String, String> tags) {
            authorizer.require(context.caller(), "ec2:CreateTags");
            find(resources);
        }

        @Override
        public void delete(
                RequestContext context,
                Collection<String> resources,
                Map<String, Optional<String>> tags) {
            authorizer.require(context.caller(), "ec2:DeleteTags");
            find(resources);
        }

        @Override
        public Page<Tag> describe(
                RequestContext context,
                Set<String> kinds,
                Set<String> ids,
                Predicate<Tag> matching,
                String after,
                int limit) {
            authorizer.require(context.caller(), "ec2:DescribeTags");
            Tag one = new Tag("instance", Samples.instanceId(1).value(), "Name", "web*1");
            return new Page<>(List.of(one).stream().filter(matching).toList(), Optional.empty());
        }
    }

    static final class KeyPairs implements KeyPairService {

        private final Authorizer authorizer;
        final Map<String, KeyPair> all = new ConcurrentSkipListMap<>();

        KeyPairs(Authorizer authorizer) {
            this.authorizer = authorizer;
        }

        void put(KeyPair pair) {
            all.put(pair.name(), pair);
        }

        @Override
        public NewKeyPair create(
                RequestContext context, String name, String algorithm, Map<String, String> tags) {
            authorizer.require(context.caller(), "ec2:CreateKeyPair");
            if (all.containsKey(name)) {
                throw new AlreadyExistsException(ResourceType.KEY_PAIR, name);
            }
            return new NewKeyPair(
                    Samples.keyPair(5, name), Secret.of("-----BEGIN\n+/=\n-----END\n"));
        }

        @Override
        public KeyPair importKey(
                RequestContext context, String name, String publicKey, Map<String, String> tags) {
            authorizer.require(context.caller(), "ec2:ImportKeyPair");
            if (!publicKey.startsWith("ssh-")) {
                throw new InvalidParameterException(
                        InvalidParameterException.Problem.MALFORMED,
                        "PublicKeyMaterial",
                        "Key is not in valid OpenSSH public key format");
            }
            return Samples.keyPair(6, name);
        }

        @Override
        public Page<KeyPair> describe(
                RequestContext context,
                List<String> names,
                List<KeyPairId> ids,
                String after,
                int limit) {
            authorizer.require(context.caller(), "ec2:DescribeKeyPairs");
            for (String name : names) {
                if (!all.containsKey(name)) {
                    throw new NotFoundException(ResourceType.KEY_PAIR, name);
                }
            }
            List<KeyPair> asked =
                    all.values().stream()
                            .filter(pair -> names.isEmpty() || names.contains(pair.name()))
                            .filter(pair -> ids.isEmpty() || ids.contains(pair.id()))
                            .toList();
            return page(asked, KeyPair::name, after, limit);
        }

        @Override
        public void delete(RequestContext context, String name) {
            authorizer.require(context.caller(), "ec2:DeleteKeyPair");
        }

        @Override
        public void delete(RequestContext context, KeyPairId id) {
            authorizer.require(context.caller(), "ec2:DeleteKeyPair");
        }
    }
}
