package io.nova.manager.objectstore.policy;

import java.util.List;

/**
 * A statement of a policy.
 *
 * @param actions patterns in lower case
 * @param notActions whether it is about all other actions
 * @param resources patterns of resources' names
 * @param notResources whether it is about all other resources
 */
record Statement(
        boolean allow,
        Principals principals,
        List<Glob> actions,
        boolean notActions,
        List<PolicyText> resources,
        boolean notResources,
        List<Condition> conditions) {

    Statement {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
        conditions = List.copyOf(conditions);
    }

    /** Tells whether and how the statement is about the question. */
    Principals.Match match(PolicyQuestion question) {
        return isAbout(question.action())
                        && isOn(question)
                        && conditions.stream().allMatch(one -> one.holds(question.keys()))
                ? principals.match(question)
                : Principals.Match.NONE;
    }

    /** Tells whether the statement is about the action. */
    boolean isAbout(String action) {
        return notActions != actions.stream().anyMatch(glob -> glob.matches(action));
    }

    private boolean isOn(PolicyQuestion question) {
        return notResources
                != resources.stream()
                        .anyMatch(
                                text ->
                                        text.glob(question.keys())
                                                .filter(g -> g.matches(question.resource()))
                                                .isPresent());
    }
}
