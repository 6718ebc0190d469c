package io.nova.manager.objectstore.policy;

import java.net.Inet4Address;
import java.util.List;
import java.util.Set;

/**
 * Whether a policy is public: one that allows something to everybody counts as public unless a
 * condition narrows it to values that are fixed.
 */
final class PublicScope {

    /** Keys by whose values those who ask are told apart. */
    private static final Set<String> NARROWING =
            Set.of(
                    "aws:sourcearn",
                    "aws:sourcevpc",
                    "aws:sourcevpce",
                    "aws:sourceowner",
                    "aws:sourceaccount",
                    "aws:principalaccount",
                    "aws:principalarn",
                    "aws:principalorgid",
                    "aws:userid",
                    "aws:username",
                    "s3:dataaccesspointarn",
                    "s3:dataaccesspointaccount");

    /** Ranges with fewer fixed bits are no places but the world. */
    private static final int LEAST_BITS_V4 = 8;

    private static final int LEAST_BITS_V6 = 32;

    private PublicScope() {}

    static boolean isPublic(List<Statement> statements) {
        return statements.stream().anyMatch(PublicScope::isPublic);
    }

    private static boolean isPublic(Statement statement) {
        Principals principals = statement.principals();
        return statement.allow()
                && (principals.everybody() || principals.negated())
                && statement.conditions().stream().noneMatch(PublicScope::narrows);
    }

    private static boolean narrows(Condition condition) {
        if (condition.operator().negated()
                || condition.ifExists()
                || condition.scope() == Condition.Scope.ALL) {
            return false;
        }
        return switch (condition.operator().type()) {
            case ADDRESS ->
                    condition.key().equals("aws:sourceip")
                            && condition.texts().stream().allMatch(PublicScope::isPlace);
            case TEXT ->
                    NARROWING.contains(condition.key())
                            && condition.texts().stream().allMatch(PublicScope::isFixed);
            default -> false;
        };
    }

    private static boolean isPlace(String range) {
        Cidr cidr = Cidr.of(range);
        return cidr.bits()
                >= (cidr.address() instanceof Inet4Address ? LEAST_BITS_V4 : LEAST_BITS_V6);
    }

    private static boolean isFixed(String text) {
        return !text.contains("*") && !text.contains("?") && !text.contains("${");
    }
}
