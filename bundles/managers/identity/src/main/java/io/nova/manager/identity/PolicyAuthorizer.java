package io.nova.manager.identity;

import io.nova.api.identity.Authorizer;
import io.nova.manager.identity.Policy.Decision;
import io.nova.model.AccessDeniedException;
import io.nova.model.Caller;
import io.nova.model.Role;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Decides by the policy documents of the caller's roles: a denial wins, silence is a denial. */
@Component
public final class PolicyAuthorizer implements Authorizer {

    /** More than there are actions; what asks for more is not remembered. */
    private static final int REMEMBERED = 10_000;

    private final Map<Role, List<Policy>> policies = new EnumMap<>(Role.class);
    private final Map<Question, Decision> answers = new ConcurrentHashMap<>();

    private record Question(Set<Role> roles, String action) {}

    @Activate
    public PolicyAuthorizer() {
        this(builtIn());
    }

    PolicyAuthorizer(Map<Role, List<Policy>> policies) {
        this.policies.putAll(policies);
    }

    private static Map<Role, List<Policy>> builtIn() {
        Map<Role, List<Policy>> policies = new EnumMap<>(Role.class);
        Policy member = Policy.load("member");
        policies.put(Role.DEVELOPER, List.of(member));
        policies.put(Role.NETADMIN, List.of(member, Policy.load("netadmin")));
        policies.put(Role.SYSADMIN, List.of(member, Policy.load("sysadmin")));
        policies.put(Role.PROJECTMANAGER, List.of(member, Policy.load("projectmanager")));
        policies.put(Role.ITSEC, List.of(Policy.load("itsec")));
        policies.put(Role.SERVICE, List.of(Policy.load("service")));
        policies.put(Role.CLOUDADMIN, List.of(Policy.load("cloudadmin")));
        return policies;
    }

    @Override
    public void require(Caller caller, String action) {
        if (!allows(caller, action)) {
            throw new AccessDeniedException(
                    action,
                    "The user '%s' is not allowed to do %s in the project %s"
                            .formatted(caller.user(), action, caller.project()));
        }
    }

    @Override
    public boolean allows(Caller caller, String action) {
        return answer(caller, action) == Decision.ALLOW;
    }

    @Override
    public boolean denies(Caller caller, String action) {
        return answer(caller, action) == Decision.DENY;
    }

    private Decision answer(Caller caller, String action) {
        Question question = new Question(caller.roles(), action);
        Decision known = answers.get(question);
        if (known != null) {
            return known;
        }
        Decision fresh = decide(question);
        if (answers.size() < REMEMBERED) {
            answers.put(question, fresh);
        }
        return fresh;
    }

    private Decision decide(Question question) {
        List<Policy> all =
                question.roles().stream()
                        .map(role -> policies.getOrDefault(role, List.of()))
                        .flatMap(Collection::stream)
                        .toList();
        return Policy.decide(all, question.action());
    }
}
