-- No row of people stays for a forgotten customer.
delete from people
where who in (select who from forgotten_people)
