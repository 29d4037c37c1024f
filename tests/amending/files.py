"""Exports of a shop, each overlapping the one before it in every way there is."""

ORDERS = "order_id,customer_id,email,name,ordered_at,amount,refunded,status,refund_of,channel\n"
FIRST = (
    ORDERS
    + "1,ann,ann@x.org,Ann Lee,2024-01-10,100,,paid,,web\n"
    + "2,ann,ann@x.org,Ann Lee,2024-02-10,50,10,paid,,web\n"
    + "3,bob,,Bob,2024-02-12,80,,paid,,shop\n"
    + "4,,guest@x.org,Guest,2024-03-01,30,,paid,,web\n"
    + "5,cy,,Cy,2024-03-02,70,,paid,,web\n"
    + "5,cy,,Cy,2024-03-09,-20,,paid,,web\n"
    + "6,ann,,Ann,2024-03-10,oops,,paid,,web\n"
)
SECOND = (
    ORDERS
    + "2,ann,ann@x.org,Anna Lee,2024-02-10,60,,paid,,web\n"  # another amount, no refund
    + "3,bob,,Bob,2024-02-12,80,,cancelled,,shop\n"  # cancelled since
    + "5,cy,,Cy,2024-03-09,-20,,paid,,web\n"  # the same refund again
    + "r1,ann,ann@x.org,Anna Lee,2024-03-20,-100,,paid,1,web\n"  # gives order 1 of the first file back
    + "7,dee,,Dee,2024-04-01,40,,paid,,web\n"
)
THIRD = (
    ORDERS
    + "2,bob,,Bob,2024-02-11,65,,paid,,shop\n"  # another customer and day
    + "3,bob,,Bob,2024-02-12,80,,paid,,shop\n"
    + "7,dee,,Dee,2024-04-01,-5,,paid,,web\n"  # a refund of order 7 of the second file
    + "8,guest2,guest@x.org,Guest,2024-05-01,15,,paid,,web\n"
)
CUSTOMERS = "customer_id,name,email,region,joined on,card\n"
CUSTOMERS_FIRST = CUSTOMERS + "ann,Ann Lee,ann@x.org,North,2023-12-01,gold\nbob,Bob,bob@x.org,South,,\n"
CUSTOMERS_SECOND = CUSTOMERS + "ann,Anna Lee,ann@x.org,East,2023-12-01,silver\nfay,Fay,guest@x.org,North,,\n"
LINES = "order_id,product,quantity,line_amount\n"
LINES_FIRST = LINES + "1,tea,2,60\n1,mug,1,40\n3,pot,1,80\n"
LINES_SECOND = LINES + "1,tea,3,100\n7,pot,1,40\n"
SURVEYS = "customer_id,answered_on,score,kind,comment\n"
SURVEYS_FIRST = SURVEYS + "ann,2024-02-01,9,nps,fine\nbob,2024-02-02,3,nps,\n"
SURVEYS_SECOND = SURVEYS + "ann,2024-02-01,9,nps,fine\nann,2024-04-02,2,nps,worse\n"
PAIRS = {
    "orders": (FIRST, SECOND),
    "customers": (CUSTOMERS_FIRST, CUSTOMERS_SECOND),
    "lines": (LINES_FIRST, LINES_SECOND),
    "surveys": (SURVEYS_FIRST, SURVEYS_SECOND),
}
